using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Moving average convergence/divergence, in the unit of its values. MACD = EMA(fast) − EMA(slow); signal = EMA(signal) of the MACD,
/// seeded by the mean of its first values; histogram = MACD − signal. First MACD at index slow − 1, first signal and histogram at
/// index slow + signal − 2.
/// </summary>
/// <remarks>Gerald Appel, 1979. Convention: Stock.Indicators, <c>ToMacd</c>.</remarks>
public static class Macd
{
    /// <summary>MACD, signal and histogram at every bar; NaN where there is no value.</summary>
    /// <param name="values">Closes; n values.</param>
    /// <param name="fast">Period of the fast average; at least 1.</param>
    /// <param name="slow">Period of the slow average; longer than the fast one.</param>
    /// <param name="signal">Period of the signal line; at least 1.</param>
    /// <param name="macd">n values.</param>
    /// <param name="signalLine">n values.</param>
    /// <param name="histogram">n values.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a period is out of range.</exception>
    public static void Compute(
        ReadOnlySpan<double> values, int fast, int slow, int signal, Span<double> macd, Span<double> signalLine, Span<double> histogram)
    {
        Columns.RequirePeriod(fast);
        Columns.RequirePeriod(slow, atLeast: fast + 1);
        Columns.RequirePeriod(signal);
        Columns.RequireSameLength(values.Length, macd.Length);
        Columns.RequireSameLength(values.Length, signalLine.Length);
        Columns.RequireSameLength(values.Length, histogram.Length);
        var state = new State(fast, slow, signal);
        for (var i = 0; i < values.Length; i++)
        {
            state.Add(values[i]);
            macd[i] = state.Line;
            signalLine[i] = state.Signal;
            histogram[i] = state.Histogram;
        }
    }

    internal struct State(int fast, int slow, int signal)
    {
        private RecursiveAverage _fast = RecursiveAverage.Exponential(fast);
        private RecursiveAverage _slow = RecursiveAverage.Exponential(slow);
        private RecursiveAverage _signal = RecursiveAverage.Exponential(signal);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double value)
        {
            _fast.Add(value);
            _slow.Add(value);
            var line = Line;
            if (!double.IsNaN(line)) _signal.Add(line);
        }

        public readonly double Fast => _fast.Value;
        public readonly double Slow => _slow.Value;
        public readonly double Line => _fast.Value - _slow.Value;
        public readonly double Signal => _signal.Value;
        public readonly double Histogram => Line - _signal.Value;
    }
}
