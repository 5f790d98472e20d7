using System.Text.Json.Serialization;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>What followed the signals over one horizon; returns are fractions.</summary>
/// <param name="Sessions">The horizon: sessions after the day of the signal.</param>
/// <param name="Signals">The signals that were bought and whose horizon the data have.</param>
/// <param name="Days">The days of these signals.</param>
/// <param name="Mean">The mean return.</param>
/// <param name="MeanAfterCosts">The mean return after costs.</param>
/// <param name="MeanAfterSpread">The mean return after costs and spread; null if the spread is not a cost.</param>
/// <param name="Median">The median return.</param>
/// <param name="Positive">The share of returns above 0.</param>
/// <param name="ExcessMean">The mean return in excess of the universe.</param>
/// <param name="ExcessPositive">The share of returns above that of the universe.</param>
/// <param name="StandardError">The standard error of excessMean.</param>
/// <param name="Interval">The bounds of the 95 % confidence interval of excessMean.</param>
/// <param name="SpyExcessMean">The mean return in excess of SPY; null if SPY is not in the data.</param>
/// <param name="SpyInterval">The bounds of the 95 % confidence interval of spyExcessMean.</param>
/// <param name="Mae">The mean of the lowest lows on the way, relative to the price paid.</param>
/// <param name="Mfe">The mean of the highest highs on the way, relative to the price paid.</param>
/// <param name="Best">The best return.</param>
/// <param name="Worst">The worst return.</param>
/// <param name="ProfitFactor">The sum of the positive returns divided by that of the negative ones, without sign.</param>
/// <param name="Stopped">The signals whose symbol stopped trading on the way.</param>
public record HorizonFigures(
    int Sessions, int Signals, int Days, double? Mean, double? MeanAfterCosts, double? MeanAfterSpread, double? Median, double? Positive,
    double? ExcessMean, double? ExcessPositive, double? StandardError, IReadOnlyList<double?> Interval, double? SpyExcessMean,
    IReadOnlyList<double?> SpyInterval, double? Mae, double? Mfe, double? Best, double? Worst, double? ProfitFactor, int Stopped)
{
    public static HorizonFigures Of(HorizonResult horizon) => new(
        horizon.Sessions, horizon.Signals, horizon.Days, horizon.Mean, horizon.MeanAfterCosts, horizon.MeanAfterSpread, horizon.Median,
        horizon.Positive, horizon.ExcessMean, horizon.ExcessPositive, horizon.StandardError, Bounds(horizon.Interval),
        horizon.SpyExcessMean, Bounds(horizon.SpyInterval), horizon.Adverse, horizon.Favorable, horizon.Best, horizon.Worst,
        horizon.ProfitFactor, horizon.Stopped);

    public static double?[] Bounds((double Low, double High) interval) => [interval.Low, interval.High];
}

/// <summary>One horizon of all signals; returns are fractions.</summary>
public sealed record StudyHorizon : HorizonFigures
{
    private StudyHorizon(HorizonFigures figures) : base(figures)
    {
    }

    /// <summary>The bounds of the 95 % interval of excessMean from drawing the days again.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<double?> Bootstrap { get; init; }

    /// <summary>How the returns are distributed.</summary>
    [JsonPropertyOrder(1)]
    public required StudyDistribution Distribution { get; init; }

    public static StudyHorizon Of(StudyResult study, int horizon) => new(Of(study.Horizons[horizon]))
    {
        Bootstrap = Bounds(study.Bootstrap[horizon]), Distribution = StudyDistribution.Of(study.Distributions[horizon]),
    };
}

/// <summary>Returns in classes of equal width.</summary>
/// <param name="Low">The lower bound of the first class.</param>
/// <param name="High">The upper bound of the last class.</param>
/// <param name="Counts">The returns of each class; the first and the last one count those beyond them too.</param>
public sealed record StudyDistribution(double? Low, double? High, IReadOnlyList<int> Counts)
{
    public static StudyDistribution Of(ReturnDistribution returns) => new(returns.Low, returns.High, returns.Counts);
}

/// <summary>One session after a signal.</summary>
/// <param name="Session">The session, from 1.</param>
/// <param name="Signals">The signals that were held in it.</param>
/// <param name="Excess">The mean move in that session minus that of the universe.</param>
/// <param name="Cumulative">The sum of the excess up to this session.</param>
/// <param name="Interval">The bounds of the 95 % confidence interval of excess.</param>
public sealed record StudyDecay(int Session, int Signals, double? Excess, double? Cumulative, IReadOnlyList<double?> Interval)
{
    public static StudyDecay Of(DecayPoint point) =>
        new(point.Session, point.Signals, point.Excess, point.Cumulative, HorizonFigures.Bounds(point.Interval));
}
