using System.Globalization;
using System.Text.Json;
using Technic.Testing;
using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>The values of Stock.Indicators at every bar: those that it publishes, and those that its version 2.7.3 computes.</summary>
public sealed class ReferenceTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("sma(20)", "sma", "sma")]
    [InlineData("ema(20)", "ema", "ema")]
    [InlineData("rsi(14)", "rsi", "rsi")]
    [InlineData("macd(12,26,9).value", "macd", "macd")]
    [InlineData("macd(12,26,9).signal", "macd", "signal")]
    [InlineData("macd(12,26,9).histogram", "macd", "histogram")]
    [InlineData("tr()", "atr", "tr")]
    [InlineData("atr(14)", "atr", "atr")]
    [InlineData("natr(14)", "atr", "atrp")]
    [InlineData("bb(20,2).upper", "bb", "upperBand")]
    [InlineData("bb(20,2).middle", "bb", "sma")]
    [InlineData("bb(20,2).lower", "bb", "lowerBand")]
    [InlineData("bb(20,2).percent_b", "bb", "percentB")]
    [InlineData("bb(20,2).width", "bb", "width")]
    [InlineData("zscore(20)", "bb", "zScore")]
    [InlineData("wma(14)", "wma", "wma")]
    [InlineData("hma(14)", "hma", "hma")]
    [InlineData("dema(14)", "dema", "dema")]
    [InlineData("tema(20)", "tema", "tema")]
    [InlineData("kama(10,2,30)", "kama", "kama")]
    [InlineData("vwma(14)", "vwma", "vwma")]
    [InlineData("smma(20)", "smma", "smma")]
    [InlineData("cci(20)", "cci", "cci")]
    [InlineData("williams_r(14)", "willr", "williamsR")]
    [InlineData("aroon(25).up", "aroon", "aroonUp")]
    [InlineData("aroon(25).down", "aroon", "aroonDown")]
    [InlineData("aroon(25).oscillator", "aroon", "oscillator")]
    [InlineData("psar(0.02,0.2).value", "psar", "sar")]
    [InlineData("psar(0.02,0.2).is_reversal", "psar", "isReversal")]
    [InlineData("supertrend(10,3).value", "supertrend", "superTrend")]
    [InlineData("keltner(20,2,10).upper", "keltner", "upperBand")]
    [InlineData("keltner(20,2,10).middle", "keltner", "centerline")]
    [InlineData("keltner(20,2,10).lower", "keltner", "lowerBand")]
    [InlineData("ichimoku(9,26,52).tenkan", "ichimoku", "tenkanSen")]
    [InlineData("ichimoku(9,26,52).kijun", "ichimoku", "kijunSen")]
    [InlineData("ichimoku(9,26,52).span_a", "ichimoku", "senkouSpanA")]
    [InlineData("ichimoku(9,26,52).span_b", "ichimoku", "senkouSpanB")]
    [InlineData("cmf(20)", "cmf", "cmf")]
    [InlineData("adl()", "adl", "adl")]
    [InlineData("stoch_rsi(14,14,3,1).value", "stoch-rsi", "stochRsi")]
    [InlineData("stoch_rsi(14,14,3,1).signal", "stoch-rsi", "signal")]
    [InlineData("stdev(14)", "stdev", "stdDev")]
    [InlineData("sma(14)", "stdev", "mean")]
    [InlineData("zscore(14)", "stdev", "zScore")]
    [InlineData("slope(14)", "slope", "slope")]
    [InlineData("linreg(14).slope", "slope", "slope")]
    [InlineData("linreg(14).intercept", "slope", "intercept")]
    [InlineData("linreg(14).r2", "slope", "rSquared")]
    [InlineData("roc(14)", "roc", "roc")]
    public void Every_bar_has_the_published_value(string call, string file, string property) =>
        Assert.Equal("", Numbers.Differences(Published(file, property), Call.Parse(call).Evaluate(Market.Quotes), Tolerance));

    /// <summary>
    /// The published covariance is a difference of large means, whose rounding is 9e-9 of it at one bar. So covariance and correlation are
    /// compared on their scale.
    /// </summary>
    [Theory]
    [InlineData("beta(50)", "beta", "beta")]
    [InlineData("correlation(20)", "corr", "correlation", 1)]
    [InlineData("covariance(20)", "corr", "covariance", 100)]
    [InlineData("relative_strength(20)", "prs", "prsPercent")]
    [InlineData("relative_strength(20).ratio", "prs", "prs")]
    public void Every_bar_of_two_series_has_the_published_value(string call, string file, string property, double scale = 0) =>
        Assert.Equal(
            "", Numbers.Differences(Published(file, property), Call.Parse(call).Evaluate(Market.Compare, Market.Quotes), Tolerance, scale));

    /// <summary>tests/data/indicator-reference/functions.tsv.gz: a call, a tab, and its values at the bars of quotes.csv.</summary>
    [Fact]
    public void Every_bar_has_the_value_that_the_reference_library_computes()
    {
        var failures = new List<string>();
        var tested = new HashSet<string>();
        foreach (var line in TestData.ReadText("indicator-reference/functions.tsv.gz").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.TrimEnd('\r').Split('\t');
            var call = Call.Parse(fields[0]);
            tested.Add(call.Function.Name);
            double[] expected = [.. fields[1].Split(',').Select(Number)];
            var differences = Numbers.Differences(expected, call.Evaluate(Market.Quotes), Tolerance);
            if (differences != "") failures.Add($"{fields[0]}: {differences}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.InRange(tested.Count, 60, 100);

        static double Number(string value) => value == "" ? double.NaN : double.Parse(value, CultureInfo.InvariantCulture);
    }

    private static double[] Published(string file, string property)
    {
        using var document = JsonDocument.Parse(TestData.ReadText($"indicator-reference/{file}.json.gz"));
        return
        [
            .. document.RootElement.EnumerateArray().Select(bar => bar.GetProperty(property)).Select(value => value.ValueKind switch
            {
                JsonValueKind.Number => value.GetDouble(),
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => double.NaN,
            }),
        ];
    }
}
