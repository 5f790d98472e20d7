using System.Runtime.InteropServices;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider.Synthetic;

/// <summary>Splits a daily bar into bars of five minutes that aggregate to it.</summary>
internal sealed class SyntheticSession(CounterRandom random)
{
    /// <summary>The bars of a full session, 09:30 to 16:00.</summary>
    public const int MostBars = 78;

    private readonly CounterRandom _steps = random.Stream(1), _shares = random.Stream(2), _up = random.Stream(3), _down = random.Stream(4);

    /// <summary>
    /// Adds bars whose first open, highest high, lowest low, last close and summed volume are those of <paramref name="day"/>.
    /// Five minutes without trades have no bar.
    /// </summary>
    public void Split(in Bar day, Session session, List<Bar> bars)
    {
        var slots = (int)(session.Close - session.Open).TotalMinutes / Frequencies.IntradayMinutes;
        Span<double> volumes = stackalloc double[MostBars];
        var count = SplitVolume(day, volumes[..slots]);
        Span<double> path = stackalloc double[MostBars + 1];
        path = path[..(count + 1)];
        FillPath(day, path);

        var begin = bars.Count;
        var wick = (day.High - day.Low) / slots;
        for (var slot = 0; slot < slots; slot++)
        {
            if (volumes[slot] == 0) continue;
            var (open, close) = (path[bars.Count - begin], path[bars.Count - begin + 1]);
            var position = day.Time.Minutes + slot;
            var high = Within(day, Math.Max(open, close) + (wick * _up.Uniform(position)));
            var low = Within(day, Math.Min(open, close) - (wick * _down.Uniform(position)));
            var time = BarTime.Of(day.Time.Date, session.Open.AddMinutes(slot * Frequencies.IntradayMinutes));
            bars.Add(new Bar(time, open, high, low, close, volumes[slot]));
        }
        ReachExtremes(day, CollectionsMarshal.AsSpan(bars)[begin..]);
    }

    /// <summary>Whole shares for each slot, more at both ends of the session than in its middle.</summary>
    /// <returns>The number of slots with shares.</returns>
    private int SplitVolume(in Bar day, Span<double> volumes)
    {
        var total = 0.0;
        for (var slot = 0; slot < volumes.Length; slot++)
        {
            var fromMiddle = ((2 * (slot + 0.5)) / volumes.Length) - 1;
            total += (0.4 + (1.2 * fromMiddle * fromMiddle)) * (0.3 + _shares.Uniform(day.Time.Minutes + slot));
            volumes[slot] = total;
        }
        var (given, count) = (0.0, 0);
        for (var slot = 0; slot < volumes.Length; slot++)
        {
            var until = slot == volumes.Length - 1 ? day.Volume : Math.Floor(day.Volume * (volumes[slot] / total));
            volumes[slot] = until - given;
            given = until;
            if (volumes[slot] > 0) count++;
        }
        return count;
    }

    /// <summary>Prices from the day's open to its close, within its range, with a volatility in proportion to the range.</summary>
    private void FillPath(in Bar day, Span<double> path)
    {
        var steps = path.Length - 1;
        path[0] = 0;
        for (var i = 1; i <= steps; i++) path[i] = path[i - 1] + _steps.Normal(day.Time.Minutes + i);
        var (end, restlessness) = (path[steps], (day.High - day.Low) / (1.25 * Math.Sqrt(steps)));
        for (var i = 1; i < steps; i++)
        {
            var done = (double)i / steps;
            path[i] = Within(day, day.Open + ((day.Close - day.Open) * done) + ((path[i] - (end * done)) * restlessness));
        }
        (path[0], path[steps]) = (day.Open, day.Close);
    }

    /// <summary>Extends the bar nearest to the day's high to it, and the one nearest to its low.</summary>
    private static void ReachExtremes(in Bar day, Span<Bar> bars)
    {
        var (highest, lowest) = (0, 0);
        for (var i = 1; i < bars.Length; i++)
        {
            if (bars[i].High > bars[highest].High) highest = i;
            if (bars[i].Low < bars[lowest].Low) lowest = i;
        }
        bars[highest] = bars[highest] with { High = day.High };
        bars[lowest] = bars[lowest] with { Low = day.Low };
    }

    private static double Within(in Bar day, double price) => Math.Clamp(Ticks.Round(price), day.Low, day.High);
}
