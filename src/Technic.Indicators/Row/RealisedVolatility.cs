namespace Technic.Indicators;

/// <summary>
/// Realised volatility, a fraction a year (0.25 is 25 %): the sample standard deviation (divisor period − 1) of the last <c>period</c>
/// simple returns from close to close, × √252. First value at index period; none where a close in the window is 0.
/// The factor assumes one bar per session for every frequency: with intraday bars only ratios and ranks are meaningful.
/// </summary>
/// <remarks>
/// John Hull, Options, Futures, and Other Derivatives, "Estimating volatility from historical data", with simple returns.
/// </remarks>
public static class RealisedVolatility
{
    /// <summary>Sessions in a year.</summary>
    public const double SessionsPerYear = 252;

    /// <summary>The volatility at every bar; NaN where there is no value.</summary>
    /// <param name="close">Closes; n values.</param>
    /// <param name="period">The number of returns; at least 2.</param>
    /// <param name="volatility">n values, fractions a year.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 2.</exception>
    public static void Compute(ReadOnlySpan<double> close, int period, Span<double> volatility)
    {
        Columns.RequirePeriod(period, atLeast: 2);
        Columns.RequireSameLength(close.Length, volatility.Length);
        // The caller's buffer contains the returns first; in reverse order, no result overwrites a return that is still needed.
        if (volatility.Length > 0) volatility[0] = double.NaN;
        Returns(close, volatility[Math.Min(1, volatility.Length)..]);
        for (var i = close.Length - 1; i >= 0; i--)
            volatility[i] = i < period ? double.NaN : OfReturns(volatility.Slice(i - period + 1, period));
    }

    /// <summary>The simple returns from each value to the next; NaN after a value of 0.</summary>
    /// <param name="close">n + 1 values, or none.</param>
    /// <param name="returns">n values, fractions.</param>
    internal static void Returns(ReadOnlySpan<double> close, Span<double> returns)
    {
        for (var i = 0; i < returns.Length; i++) returns[i] = close[i] == 0 ? double.NaN : (close[i + 1] - close[i]) / close[i];
    }

    internal static double OfReturns(ReadOnlySpan<double> returns)
    {
        var squares = Window.SquaredDeviations(returns, Window.Mean(returns));
        return Math.Sqrt(squares / (returns.Length - 1) * SessionsPerYear);
    }
}
