using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Indicators;
using Technic.Testing;

namespace Technic.Core.Tests.Indicators;

/// <summary>The published values of Stock.Indicators for 502 real bars, at every bar.</summary>
public sealed class ReferenceValueTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("sma.json", "sma", Indicator.Sma20)]
    [InlineData("rsi.json", "rsi", Indicator.Rsi14)]
    [InlineData("macd.json", "macd", Indicator.Macd)]
    [InlineData("macd.json", "signal", Indicator.MacdSignal)]
    [InlineData("macd.json", "histogram", Indicator.MacdHistogram)]
    [InlineData("macd.json", "fastEma", Indicator.Ema12)]
    [InlineData("macd.json", "slowEma", Indicator.Ema26)]
    [InlineData("atr.json", "atr", Indicator.Atr14)]
    [InlineData("atr.json", "atrp", Indicator.AtrPercent)]
    [InlineData("bb.json", "upperBand", Indicator.BollingerUpper)]
    [InlineData("bb.json", "lowerBand", Indicator.BollingerLower)]
    [InlineData("bb.json", "percentB", Indicator.PercentB)]
    [InlineData("bb.json", "width", Indicator.BandWidth)]
    public void Every_bar_has_the_published_value(string file, string property, Indicator indicator)
    {
        var quotes = Quotes();
        AssertPublished(Published(file, property), IndicatorTable.Of(quotes).Column(indicator));
    }

    [Fact]
    public void Every_bar_has_the_published_exponential_average_of_20()
    {
        var quotes = Quotes();
        AssertPublished(Published("ema.json", "ema"), Numbers.Compute(quotes.Count, ema => Ema.Compute(quotes.Close, 20, ema)));
    }

    [Fact]
    public void Every_bar_has_the_published_true_range()
    {
        var quotes = Quotes();
        AssertPublished(Published("atr.json", "tr"), Numbers.Compute(
            quotes.Count, range => TrueRange.Compute(quotes.High, quotes.Low, quotes.Close, range)));
    }

    /// <summary>Single values from the same library's published results (tests/indicators/_testdata/results, *.standard.json).</summary>
    [Theory]
    [InlineData(Indicator.Adx14, 27, 15.945852232273458)]
    [InlineData(Indicator.Adx14, 501, 34.298699144618226)]
    [InlineData(Indicator.PlusDi14, 14, 21.966862640299283)]
    [InlineData(Indicator.PlusDi14, 501, 17.75652311356243)]
    [InlineData(Indicator.MinusDi14, 14, 18.546231961517645)]
    [InlineData(Indicator.MinusDi14, 501, 31.15096867463606)]
    [InlineData(Indicator.StochasticK, 15, 81.1252998993887)]
    [InlineData(Indicator.StochasticK, 501, 43.13534970567061)]
    [InlineData(Indicator.StochasticD, 17, 88.49953635785782)]
    [InlineData(Indicator.StochasticD, 501, 35.56744038514107)]
    [InlineData(Indicator.Mfi14, 14, 47.81444632100904)]
    [InlineData(Indicator.Mfi14, 501, 39.949377041250514)]
    [InlineData(Indicator.Obv, 1, 83348752)]
    [InlineData(Indicator.Obv, 501, 539843504)]
    public void Single_bars_have_the_published_value(Indicator indicator, int bar, double published)
    {
        var quotes = Quotes();
        var table = IndicatorTable.Of(quotes);

        Numbers.AssertClose(published, table[indicator, bar] ?? double.NaN, Tolerance, $"{indicator} at bar {bar}");
        var first = indicator.Info().FirstIndex;
        if (first > 0) Assert.Null(table[indicator, first - 1]);
    }

    private static void AssertPublished(double[] published, ReadOnlySpan<double> actual)
    {
        Assert.Equal(published.Length, actual.Length);
        for (var i = 0; i < published.Length; i++) Numbers.AssertClose(published[i], actual[i], Tolerance, $"bar {i}");
    }

    private static BarSeries Quotes()
    {
        var builder = new BarSeriesBuilder();
        var lines = TestData.ReadText("indicator-reference/quotes.csv.gz").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(',');
            var numbers = fields.Skip(1).Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            var day = BarTime.OfDay(DateOnly.Parse(fields[0], CultureInfo.InvariantCulture));
            builder.Add(new Bar(day, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
        }
        var quotes = builder.Build(out var defects);
        Assert.Equal(0, defects.Total);
        return quotes;
    }

    private static double[] Published(string file, string property)
    {
        using var document = JsonDocument.Parse(TestData.ReadText($"indicator-reference/{file}.gz"));
        return [.. document.RootElement.EnumerateArray().Select(bar => bar.GetProperty(property)).Select(NumberOrNaN)];

        static double NumberOrNaN(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
    }
}
