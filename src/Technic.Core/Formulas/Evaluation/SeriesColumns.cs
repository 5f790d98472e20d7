using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>The bars that a formula is evaluated over, as columns of one length, oldest first.</summary>
internal readonly ref struct SeriesColumns
{
    private readonly ReadOnlySpan<int> _days;

    /// <param name="times">The start of each bar, ascending.</param>
    /// <param name="open">Opens.</param>
    /// <param name="high">Highs.</param>
    /// <param name="low">Lows.</param>
    /// <param name="close">Closes.</param>
    /// <param name="volume">Shares.</param>
    /// <param name="vwap">Volume-weighted average prices; empty if there are none.</param>
    /// <param name="days">The day number of each bar; empty if no function of the plan needs it.</param>
    public SeriesColumns(
        ReadOnlySpan<BarTime> times, ReadOnlySpan<double> open, ReadOnlySpan<double> high, ReadOnlySpan<double> low,
        ReadOnlySpan<double> close, ReadOnlySpan<double> volume, ReadOnlySpan<double> vwap,
        ReadOnlySpan<int> days = default)
    {
        Times = times;
        Open = open;
        High = high;
        Low = low;
        Close = close;
        Volume = volume;
        Vwap = vwap;
        _days = days;
    }

    public ReadOnlySpan<BarTime> Times { get; }
    public ReadOnlySpan<double> Open { get; }
    public ReadOnlySpan<double> High { get; }
    public ReadOnlySpan<double> Low { get; }
    public ReadOnlySpan<double> Close { get; }
    public ReadOnlySpan<double> Volume { get; }

    /// <summary>Volume-weighted average prices, NaN where there is none; empty if there are none at all.</summary>
    public ReadOnlySpan<double> Vwap { get; }

    /// <summary>The number of bars.</summary>
    public int Count => Times.Length;

    public static SeriesColumns Of(BarSeries bars) =>
        new(bars.Times, bars.Open, bars.High, bars.Low, bars.Close, bars.Volume, bars.Vwap);

    public ReadOnlySpan<double> Column(Price price) => price switch
    {
        Price.Open => Open,
        Price.High => High,
        Price.Low => Low,
        Price.Close => Close,
        _ => Volume,
    };

    /// <summary>The bars from <paramref name="first"/> on, for a function.</summary>
    public Bars Bars(int first) => new(
        Open[first..], High[first..], Low[first..], Close[first..], Volume[first..], _days.IsEmpty ? _days : _days[first..]);

    /// <summary>The same bars with their day numbers.</summary>
    public SeriesColumns With(ReadOnlySpan<int> days) => new(Times, Open, High, Low, Close, Volume, Vwap, days);
}
