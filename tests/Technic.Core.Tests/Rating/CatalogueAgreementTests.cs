using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Indicators;

namespace Technic.Core.Tests.Rating;

/// <summary>
/// The single pass over a row and the functions of the catalogue are two implementations that must agree at the last bar. Recursive
/// indicators and returns have the same bits. Windows may differ by rounding: the row adds the values of its one window, the catalogue
/// those of all windows together.
/// </summary>
public sealed class CatalogueAgreementTests
{
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(Indicator.Sma20, "sma", "", 20.0)]
    [InlineData(Indicator.Sma50, "sma", "", 50.0)]
    [InlineData(Indicator.Sma200, "sma", "", 200.0)]
    [InlineData(Indicator.BollingerUpper, "bb", "upper", 20.0, 2.0)]
    [InlineData(Indicator.BollingerLower, "bb", "lower", 20.0, 2.0)]
    [InlineData(Indicator.PercentB, "bb", "percent_b", 20.0, 2.0)]
    [InlineData(Indicator.BandWidth, "bb", "width", 20.0, 2.0)]
    [InlineData(Indicator.StochasticK, "stoch", "k", 14.0, 3.0, 3.0)]
    [InlineData(Indicator.StochasticD, "stoch", "d", 14.0, 3.0, 3.0)]
    [InlineData(Indicator.Mfi14, "mfi", "", 14.0)]
    [InlineData(Indicator.Volatility20, "volatility", "", 20.0)]
    [InlineData(Indicator.Volatility60, "volatility", "", 60.0)]
    public void Windows_agree_within_their_rounding(Indicator indicator, string name, string output, params double[] parameters) =>
        AssertAgree(indicator, name, output, parameters, Rounding);

    [Theory]
    [InlineData(Indicator.Ema12, "ema", "", 12.0)]
    [InlineData(Indicator.Ema26, "ema", "", 26.0)]
    [InlineData(Indicator.Rsi14, "rsi", "", 14.0)]
    [InlineData(Indicator.Macd, "macd", "value", 12.0, 26.0, 9.0)]
    [InlineData(Indicator.MacdSignal, "macd", "signal", 12.0, 26.0, 9.0)]
    [InlineData(Indicator.MacdHistogram, "macd", "histogram", 12.0, 26.0, 9.0)]
    [InlineData(Indicator.Atr14, "atr", "", 14.0)]
    [InlineData(Indicator.AtrPercent, "natr", "", 14.0)]
    [InlineData(Indicator.Adx14, "adx", "", 14.0)]
    [InlineData(Indicator.PlusDi14, "plus_di", "", 14.0)]
    [InlineData(Indicator.MinusDi14, "minus_di", "", 14.0)]
    [InlineData(Indicator.Obv, "obv", "")]
    [InlineData(Indicator.Roc1, "roc", "", 1.0)]
    [InlineData(Indicator.Roc5, "roc", "", 5.0)]
    [InlineData(Indicator.Roc21, "roc", "", 21.0)]
    [InlineData(Indicator.Roc63, "roc", "", 63.0)]
    public void Recursive_indicators_and_returns_have_the_same_bits(
        Indicator indicator, string name, string output, params double[] parameters) => AssertAgree(indicator, name, output, parameters, 0);

    private static void AssertAgree(Indicator indicator, string name, string output, double[] parameters, double relative)
    {
        Assert.True(FunctionCatalogue.BuiltIn.TryFind(name, out var function));
        var index = function.Outputs.Select(candidate => candidate.Name).ToList().IndexOf(output);
        for (var seed = 0; seed < 40; seed++)
        {
            var bars = new RandomMarket(seed, 30 + (seed * 7), Level: 50, Swing: 0.02, Drift: 0.001).Bars();
            var outputs = new double[bars.Count * function.Outputs.Length];
            function.Evaluate(
                new Bars(bars.Open, bars.High, bars.Low, bars.Close, bars.Volume), bars.Close, [], parameters, outputs);
            var expected = SymbolEvaluator.Evaluate(Symbol.Parse("TEST"), bars).Indicators[indicator];
            var actual = outputs[((index + 1) * bars.Count) - 1];
            var agree = expected is { } value ? Math.Abs(actual - value) <= relative * Math.Abs(value) : double.IsNaN(actual);
            Assert.True(agree, $"{name} of market {seed}: {actual:R}, row {expected:R}");
        }
    }
}
