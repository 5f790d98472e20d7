namespace Technic.Core.Studies;

/// <summary>How well a formula orders the symbols of a day, over one horizon. A value is NaN if there is none.</summary>
public sealed record RankResult
{
    /// <summary>The number of quantiles.</summary>
    public const int Quantiles = 10;

    /// <summary>The formula.</summary>
    public required string Formula { get; init; }

    /// <summary>The horizons.</summary>
    public required IReadOnlyList<RankHorizon> Horizons { get; init; }
}

/// <summary>One horizon of a <see cref="RankResult"/>.</summary>
/// <param name="Sessions">The horizon.</param>
/// <param name="Days">The days with at least as many symbols as quantiles.</param>
/// <param name="Quantiles">The mean excess of each quantile, as a fraction; the smallest values of the formula first.</param>
/// <param name="Spread">The mean of the excess of the last quantile minus that of the first one, by day.</param>
/// <param name="SpreadT">The mean spread divided by its standard error.</param>
/// <param name="Ic">The mean rank correlation of the formula and the return, by day.</param>
/// <param name="IcT">The mean rank correlation divided by its standard error.</param>
/// <param name="Monotonicity">The rank correlation of the quantiles and their means: 1 if each is above the one before.</param>
public sealed record RankHorizon(
    int Sessions, int Days, IReadOnlyList<double> Quantiles, double Spread, double SpreadT, double Ic, double IcT, double Monotonicity);
