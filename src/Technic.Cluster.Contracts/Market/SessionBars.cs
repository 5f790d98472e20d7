using Technic.Core.Engine;
using Technic.Core.Market;

namespace Technic.Cluster.Contracts;

/// <summary>A session's bars on their way to a client.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="Symbols">The symbols.</param>
/// <param name="Values">Open, high, low, close and volume of each, one behind the other.</param>
/// <param name="Vwaps">The volume-weighted average price of each, NaN for none.</param>
[GenerateSerializer, Immutable, Alias("technic.SessionBars")]
public sealed record SessionBars(
    [property: Id(0)] DateOnly Day, [property: Id(1)] string[] Symbols, [property: Id(2)] double[] Values,
    [property: Id(3)] double[]? Vwaps = null)
{
    public static SessionBars Of(MarketSession session) => new(
        session.Day,
        [.. session.Bars.Select(bar => bar.Key.Text)],
        [.. session.Bars.SelectMany(bar => (double[])[bar.Value.Open, bar.Value.High, bar.Value.Low, bar.Value.Close, bar.Value.Volume])],
        [.. session.Bars.Select(bar => bar.Value.Vwap)]);

    public MarketSession ToSession() => new(Day, [.. Symbols.Select((symbol, i) => KeyValuePair.Create(Symbol.Parse(symbol), BarAt(i)))]);

    private Bar BarAt(int index)
    {
        var values = Values.AsSpan(BarSeries.ValueColumns * index, BarSeries.ValueColumns);
        return new Bar(BarTime.OfDay(Day), values[0], values[1], values[2], values[3], values[4], Vwaps?[index] ?? double.NaN);
    }
}
