using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Grains.Messages;

/// <summary>
/// What a silo says of the market, or the sentence why it cannot, for exceptions lose their types on the way. What was not asked for, or is
/// not to be had, is <c>null</c>.
/// </summary>
public sealed record MarketAnswer(
    IReadOnlyList<Listing>? Listings = null, SessionBars? Session = null, IReadOnlyList<Split>? Splits = null, string? Failed = null,
    IReadOnlyList<DayReport>? Days = null, MarketAudit? Audit = null)
{
    /// <exception cref="ScanFailedException">The source could not say.</exception>
    public MarketAnswer OrThrow() => Failed is null ? this : throw new ScanFailedException(Failed);
}

/// <summary>A session's bars on their way to a client.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="Symbols">The symbols.</param>
/// <param name="Values">Open, high, low, close and volume of each, one behind the other.</param>
public sealed record SessionBars(DateOnly Day, string[] Symbols, double[] Values)
{
    public static SessionBars Of(MarketSession session) => new(
        session.Day,
        [.. session.Bars.Select(bar => bar.Key.Text)],
        [.. session.Bars.SelectMany(bar => (double[])[bar.Value.Open, bar.Value.High, bar.Value.Low, bar.Value.Close, bar.Value.Volume])]);

    public MarketSession ToSession() => new(Day, [.. Symbols.Select((symbol, i) => KeyValuePair.Create(Symbol.Parse(symbol), BarAt(i)))]);

    private Bar BarAt(int index)
    {
        var values = Values.AsSpan(BarSeries.ValueColumns * index, BarSeries.ValueColumns);
        return new Bar(BarTime.OfDay(Day), values[0], values[1], values[2], values[3], values[4]);
    }
}
