using Technic.Core.Histories;

namespace Technic.Cluster.Contracts;

/// <summary>How a load stands.</summary>
/// <param name="IsDone">Whether it has ended; if not, the caller asks again.</param>
/// <param name="Requests">The requests it took, told to the caller that began it.</param>
/// <param name="Failure">Why the provider gave nothing, when it did not.</param>
/// <param name="Problem">The same as one sentence.</param>
[GenerateSerializer, Immutable, Alias("technic.MarketLoadAnswer")]
public sealed record MarketLoadAnswer(
    [property: Id(0)] bool IsDone,
    [property: Id(1)] int Requests = 0,
    [property: Id(2)] PriceSourceFailure? Failure = null,
    [property: Id(3)] string? Problem = null)
{
    /// <summary>The load has not ended.</summary>
    public static MarketLoadAnswer Running { get; } = new(false);
}
