using Technic.Indicators;

namespace Technic.Core.Tests.Indicators;

public sealed class IndicatorCatalogTests
{
    [Fact]
    public void Every_indicator_is_in_the_catalog_at_its_place() =>
        Assert.Equal(Enum.GetValues<Indicator>(), IndicatorCatalog.All.Select(info => info.Indicator));

    [Fact]
    public void A_row_of_values_has_a_place_for_every_indicator() =>
        Assert.Equal(IndicatorValues.Count, Enum.GetValues<Indicator>().Length);

    [Fact]
    public void Names_are_the_indicators_in_camel_case() =>
        Assert.All(
            IndicatorCatalog.All,
            info => Assert.Equal(char.ToLowerInvariant($"{info.Indicator}"[0]) + $"{info.Indicator}"[1..], info.Name));

    [Fact]
    public void The_names_that_the_indicators_command_promises_are_all_there()
    {
        string[] promised =
        [
            "sma20", "sma50", "sma200", "ema12", "ema26", "rsi14", "macd", "macdSignal", "macdHistogram", "atr14", "adx14", "plusDi14",
            "minusDi14",
            "bollingerUpper", "bollingerLower", "percentB", "bandWidth", "stochasticK", "stochasticD", "mfi14", "obv", "roc1", "roc5",
            "roc21",
            "roc63", "volatility20",
        ];

        Assert.Empty(promised.Except(IndicatorCatalog.All.Select(info => info.Name)));
    }

    [Fact]
    public void Values_keep_what_they_were_given_and_tell_none_from_zero()
    {
        var raw = Markets.Values(IndicatorValues.Count, i => i % 3 == 0 ? double.NaN : i % 3 == 1 ? 0 : i);
        var values = new IndicatorValues(raw);
        var copy = new double[IndicatorValues.Count];

        values.CopyTo(copy);

        Assert.Equal(raw, copy);
        Assert.Null(values[(Indicator)0]);
        Assert.Equal(0, values[(Indicator)1]);
        Assert.Equal(2, values[(Indicator)2]);
        Assert.Equal(new IndicatorValues(copy), values);
        Assert.Equal(new IndicatorValues(copy).GetHashCode(), values.GetHashCode());
        copy[1] = 1;
        Assert.NotEqual(new IndicatorValues(copy), values);
    }

    [Fact]
    public void Values_of_another_number_are_refused() =>
        Assert.Throws<ArgumentException>(() => new IndicatorValues(new double[IndicatorValues.Count - 1]));
}
