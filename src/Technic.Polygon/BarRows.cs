using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>The bars of one symbol; daily bars have no time of day, so that the start and the end of a session are one day.</summary>
internal sealed class BarRows(Frequency frequency) : AggregateRows
{
    private static readonly Bar Unusable = new(default, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>The bars so far.</summary>
    public List<Bar> Bars { get; } = [];

    public override void Add(in AggregateRow row) => Bars.Add(
        TryGetTime(row.Milliseconds, out var time) ? row.BarAt(frequency == Frequency.Daily ? BarTime.OfDay(time.Date) : time) : Unusable);

    public override void Clear() => Bars.Clear();
}
