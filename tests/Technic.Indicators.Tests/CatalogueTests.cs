using Xunit;

namespace Technic.Indicators.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Every_function_of_the_language_is_found_by_its_name()
    {
        const string Names =
            "sma ema wma hma dema tema smma rma kama alma t3 vwma epma mama htl rsi macd ppo stoch stoch_rsi smi cci williams_r cmo " +
            "connors_rsi tsi ultimate roc trix awesome fisher stc pmo tr atr natr bb keltner donchian starc chandelier atr_stop " +
            "volatility_stop supertrend chop ulcer volatility adx plus_di minus_di aroon vortex psar ichimoku elder_ray linreg obv adl " +
            "cmf chaikin_osc mfi force kvo pvo rolling_vwap anchored_vwap bop beta correlation covariance relative_strength prs " +
            "heikin_ashi candle highest lowest highest_bar lowest_bar sum avg median stdev zscore percent_rank slope";

        Assert.All(Names.Split(' '), name => Assert.True(FunctionCatalogue.BuiltIn.TryFind(name, out _), name));
        Assert.True(FunctionCatalogue.BuiltIn.TryFind("RSI", out _));
        Assert.False(FunctionCatalogue.BuiltIn.TryFind("rsi14", out _));
    }

    [Fact]
    public void Names_and_outputs_are_unique_and_every_text_is_there()
    {
        var names = FunctionCatalogue.BuiltIn.All.SelectMany(function => function.Aliases.Add(function.Name)).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(FunctionCatalogue.BuiltIn.All, function =>
        {
            Assert.Contains(function.Family, FunctionFamilies.All);
            Assert.All([function.Meaning, function.Formula, function.Source], text => Assert.False(string.IsNullOrWhiteSpace(text)));
            Assert.NotEmpty(function.Outputs);
            Assert.Equal(function.Outputs.Length, function.Outputs.Select(output => output.Name).Distinct().Count());
            Assert.All(
                function.Parameters.Where(parameter => !parameter.IsRequired),
                parameter => Assert.InRange(parameter.Usual, parameter.Least, parameter.Most));
        });
    }

    [Theory]
    [InlineData("sma", new[] { 0.0 }, "n of sma must be between 1 and 5000, not 0")]
    [InlineData("sma", new[] { 2.5 }, "n of sma must be a whole number, not 2.5")]
    [InlineData("roc", new[] { double.NaN }, "roc requires a value for n")]
    [InlineData("macd", new[] { 12.0, 26 }, "macd has 3 parameters, not 2")]
    [InlineData("macd", new[] { 26.0, 12, 9 }, "fast of macd must be less than slow")]
    [InlineData("mama", new[] { 0.05, 0.5 }, "slow of mama must be less than fast")]
    [InlineData("psar", new[] { 0.3, 0.2 }, "step of psar must be at most maximum")]
    [InlineData("bb", new[] { 20.0, 2 }, null)]
    public void Parameters_are_validated_with_one_sentence(string name, double[] parameters, string? error)
    {
        Assert.True(FunctionCatalogue.BuiltIn.TryFind(name, out var function));
        Assert.Equal(error, function.Check(parameters));
    }

    [Fact]
    public void Outputs_that_are_not_wanted_do_not_change_the_others()
    {
        var market = Market.Quotes;
        foreach (var call in Call.Usual().Where(call => call.Function.Outputs.Length > 1))
        {
            var all = call.Evaluate(market, Market.Compare);
            var some = new double[all.Length * call.Function.Outputs.Length];
            call.Function.Evaluate(market.Bars, market.Close, Market.Compare.Close, call.Parameters, some, 1u << call.Output);
            Assert.Equal(all, some.AsSpan(call.Output * all.Length, all.Length).ToArray());
        }
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        var market = Market.Quotes;
        var outputs = new double[market.Length * 8];
        foreach (var call in Call.Usual())
        {
            var buffer = outputs.AsSpan(0, market.Length * call.Function.Outputs.Length);
            long Allocated(Span<double> span)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                call.Function.Evaluate(market.Bars, market.Close, Market.Compare.Close, call.Parameters, span);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
            Allocated(buffer);
            Allocated(buffer);
            Assert.True(Allocated(buffer) == 0, $"{call} allocates");
        }
    }
}
