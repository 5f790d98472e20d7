namespace Technic.Core.Studies.Partitions;

/// <summary>What the symbols of a universe gave, and SPY: what does not depend on a formula.</summary>
/// <param name="Returns">The returns after each session, by horizon: what a purchase of every symbol gave that traded then.</param>
/// <param name="FromClose">The moves of each session from the close before.</param>
/// <param name="FromOpen">The moves of each session from its open.</param>
public sealed record UniverseSums(SessionSums[] Returns, SessionSums FromClose, SessionSums FromOpen)
{
    /// <summary>
    /// The return of SPY after each session, by horizon: NaN if it has no bar on it, could not be bought, or the horizon is not full.
    /// <c>null</c> if SPY is not in the data.
    /// </summary>
    public double[][]? Benchmark { get; init; }

    /// <summary>The sums of no symbols.</summary>
    internal static UniverseSums None(int horizons, int sessions) => new(
        [.. Enumerable.Range(0, horizons).Select(_ => new SessionSums(sessions))], new SessionSums(sessions), new SessionSums(sessions));

    /// <summary>Adds another partition.</summary>
    internal UniverseSums With(UniverseSums other)
    {
        for (var h = 0; h < Returns.Length; h++) Returns[h].Add(other.Returns[h]);
        FromClose.Add(other.FromClose);
        FromOpen.Add(other.FromOpen);
        return Benchmark is null && other.Benchmark is { } found ? this with { Benchmark = found } : this;
    }
}
