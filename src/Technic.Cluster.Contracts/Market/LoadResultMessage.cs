using Technic.Core.Provider;
using Technic.Core.Histories;

namespace Technic.Cluster.Contracts;

/// <summary>How a load of whole-market days ended (<see cref="MarketLoadResult"/>).</summary>
[GenerateSerializer, Immutable, Alias("technic.LoadResultMessage")]
public sealed record LoadResultMessage(
    [property: Id(0)] Tier Tier, [property: Id(1)] PriceSourceFailure? Failure = null, [property: Id(2)] string? Problem = null)
{
    public static LoadResultMessage Of(MarketLoadResult result) => new(result.Tier, result.Failure, result.Problem);

    public MarketLoadResult ToResult() => new(Tier, Failure, Problem);
}
