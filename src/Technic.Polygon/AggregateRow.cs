using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>One row of aggregates as received; missing or malformed values are NaN.</summary>
internal struct AggregateRow()
{
    /// <summary>The ticker as packed by <see cref="TickerKey"/>; 0 when it is missing or not a valid symbol.</summary>
    public UInt128 Ticker;

    public double Open = double.NaN;
    public double High = double.NaN;
    public double Low = double.NaN;
    public double Close = double.NaN;
    public double Volume = double.NaN;

    /// <summary>The volume-weighted average price.</summary>
    public double Vwap = double.NaN;

    /// <summary>Unix milliseconds.</summary>
    public double Milliseconds = double.NaN;

    public readonly Bar BarAt(BarTime time) => new(time, Open, High, Low, Close, Volume, Vwap);
}

/// <summary>Collects the rows of a page, in the order of the response.</summary>
internal abstract class AggregateRows
{
    private readonly NewYorkClock _clock = new();

    public abstract void Add(in AggregateRow row);

    /// <summary>Removes all rows.</summary>
    public abstract void Clear();

    /// <summary>Gets the wall-clock minute of a row; <c>false</c> when the time is out of the range of bars.</summary>
    protected bool TryGetTime(double milliseconds, out BarTime time)
    {
        time = default;
        return Math.Abs(milliseconds) < 1e15 && _clock.TryGetTime((long)milliseconds, out time);
    }
}
