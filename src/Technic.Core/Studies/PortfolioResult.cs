using MathNet.Numerics.Statistics;

namespace Technic.Core.Studies;

/// <summary>What a series of returns amounts to; fractions, a year of 252 sessions. A value is NaN if there is none.</summary>
/// <param name="Cagr">The compound return a year.</param>
/// <param name="Volatility">The standard deviation of the returns, of a year.</param>
/// <param name="Sharpe">The mean return divided by the standard deviation, of a year; without an interest rate.</param>
/// <param name="MaxDrawdown">The deepest fall from an earlier high of the equity, e.g. −0.25; 0 for none.</param>
public sealed record Performance(double Cagr, double Volatility, double Sharpe, double MaxDrawdown)
{
    /// <summary>The sessions of a year.</summary>
    public const int YearSessions = 252;

    /// <summary>Summarizes the returns of consecutive sessions.</summary>
    public static Performance Of(ReadOnlySpan<double> returns)
    {
        var (equity, high, drawdown) = (1.0, 1.0, 0.0);
        foreach (var value in returns)
        {
            equity *= 1 + value;
            high = Math.Max(high, equity);
            drawdown = Math.Min(drawdown, (equity / high) - 1);
        }
        var (mean, deviation) = returns.ToArray().MeanStandardDeviation();
        return new Performance(
            returns.Length == 0 ? double.NaN : Math.Pow(equity, (double)YearSessions / returns.Length) - 1,
            deviation * Math.Sqrt(YearSessions),
            deviation > 0 ? mean / deviation * Math.Sqrt(YearSessions) : double.NaN,
            drawdown);
    }
}

/// <summary>The calendar-time portfolio of a study: in each session the symbols with a signal in one of the last sessions, in equal
/// parts.</summary>
public sealed record PortfolioResult
{
    /// <summary>The number of sessions that a signal is held.</summary>
    public required int Sessions { get; init; }

    /// <summary>The days of <see cref="Returns"/>.</summary>
    public required IReadOnlyList<DateOnly> Days { get; init; }

    /// <summary>The return of each session, without costs.</summary>
    public required IReadOnlyList<double> Returns { get; init; }

    /// <summary>The return of each session, after costs.</summary>
    public required IReadOnlyList<double> ReturnsAfterCosts { get; init; }

    /// <summary>
    /// The return of each session after costs and the mean half spread of all signals; empty if the spread is not a cost.
    /// </summary>
    public required IReadOnlyList<double> ReturnsAfterSpread { get; init; }

    /// <summary>The mean return of the universe in each session.</summary>
    public required IReadOnlyList<double> Universe { get; init; }

    /// <summary>The number of symbols held in each session.</summary>
    public required IReadOnlyList<int> Names { get; init; }

    /// <summary>The turnover of each session: the sum of the changes of the weights.</summary>
    public required IReadOnlyList<double> Turnover { get; init; }

    /// <summary>The portfolio without costs.</summary>
    public Performance Gross => Performance.Of([.. Returns]);

    /// <summary>The portfolio after costs.</summary>
    public Performance AfterCosts => Performance.Of([.. ReturnsAfterCosts]);

    /// <summary>The portfolio after costs and spread; <c>null</c> if the spread is not a cost.</summary>
    public Performance? AfterSpread => ReturnsAfterSpread.Count == 0 ? null : Performance.Of([.. ReturnsAfterSpread]);

    /// <summary>The universe in equal parts.</summary>
    public Performance Market => Performance.Of([.. Universe]);

    /// <summary>The share of sessions in which it holds a symbol.</summary>
    public double Exposure => Names.Count == 0 ? double.NaN : Names.Count(names => names > 0) / (double)Names.Count;
}
