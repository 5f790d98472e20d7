using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>One row of aggregates as it was sent; what is missing or malformed is NaN.</summary>
internal struct AggregateRow()
{
    /// <summary>The ticker as <see cref="TickerKey"/> packs it; 0 when there is none that a symbol can have.</summary>
    public UInt128 Ticker;

    public double Open = double.NaN;
    public double High = double.NaN;
    public double Low = double.NaN;
    public double Close = double.NaN;
    public double Volume = double.NaN;

    /// <summary>Unix milliseconds.</summary>
    public double Milliseconds = double.NaN;

    public readonly Bar BarAt(BarTime time) => new(time, Open, High, Low, Close, Volume);
}

/// <summary>Takes the rows of a page in, in the order of the answer.</summary>
internal abstract class AggregateRows
{
    private readonly NewYorkClock _clock = new();

    public abstract void Add(in AggregateRow row);

    /// <summary>Forgets all rows.</summary>
    public abstract void Clear();

    /// <summary>The wall-clock minute of a row, or <c>false</c> for a time that no bar can have.</summary>
    protected bool TryGetTime(double milliseconds, out BarTime time)
    {
        time = default;
        return Math.Abs(milliseconds) < 1e15 && _clock.TryGetTime((long)milliseconds, out time);
    }
}
