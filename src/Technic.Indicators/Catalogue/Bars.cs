namespace Technic.Indicators;

/// <summary>
/// The bars of one symbol in columns of one length, oldest first. Every value is finite. Prices are in dollars, volumes in shares.
/// </summary>
public readonly ref struct Bars
{
    /// <summary>Creates the view; nothing is copied.</summary>
    /// <param name="open">Opens; n values.</param>
    /// <param name="high">Highs; n values.</param>
    /// <param name="low">Lows; n values.</param>
    /// <param name="close">Closes; n values.</param>
    /// <param name="volume">Shares; n values.</param>
    /// <param name="days">The day of each bar as <see cref="DateOnly.DayNumber"/>; n values, or none if they are unknown.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Bars(
        ReadOnlySpan<double> open, ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close,
        ReadOnlySpan<double> volume, ReadOnlySpan<int> days = default)
    {
        Columns.RequireSameLength(close.Length, open.Length);
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, volume.Length);
        if (!days.IsEmpty) Columns.RequireSameLength(close.Length, days.Length);
        Open = open;
        High = high;
        Low = low;
        Close = close;
        Volume = volume;
        Days = days;
    }

    /// <summary>The opens, in dollars.</summary>
    public ReadOnlySpan<double> Open { get; }

    /// <summary>The highs, in dollars.</summary>
    public ReadOnlySpan<double> High { get; }

    /// <summary>The lows, in dollars.</summary>
    public ReadOnlySpan<double> Low { get; }

    /// <summary>The closes, in dollars.</summary>
    public ReadOnlySpan<double> Close { get; }

    /// <summary>The volumes, in shares.</summary>
    public ReadOnlySpan<double> Volume { get; }

    /// <summary>The day of each bar as <see cref="DateOnly.DayNumber"/>, never falling; empty if the days are unknown.</summary>
    public ReadOnlySpan<int> Days { get; }

    /// <summary>The number of bars.</summary>
    public int Length => Close.Length;

    /// <summary>A part of the bars.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside.</exception>
    public Bars Slice(int start, int length) => new(
        Open.Slice(start, length), High.Slice(start, length), Low.Slice(start, length), Close.Slice(start, length),
        Volume.Slice(start, length), Days.IsEmpty ? Days : Days.Slice(start, length));
}
