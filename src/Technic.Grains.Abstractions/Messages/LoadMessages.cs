using Technic.Core.Provider;
using Technic.Core.Storage;
using Technic.Core.Histories;

namespace Technic.Grains.Messages;

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
    /// <summary>The load goes on.</summary>
    public static MarketLoadAnswer UnderWay { get; } = new(false);
}

/// <summary>How a load of whole-market days ended (<see cref="MarketLoadResult"/>).</summary>
[GenerateSerializer, Immutable, Alias("technic.LoadResultMessage")]
public sealed record LoadResultMessage(
    [property: Id(0)] Tier Tier, [property: Id(1)] PriceSourceFailure? Failure = null, [property: Id(2)] string? Problem = null)
{
    public static LoadResultMessage Of(MarketLoadResult result) => new(result.Tier, result.Failure, result.Problem);

    public MarketLoadResult ToResult() => new(Tier, Failure, Problem);
}

/// <summary>A document on its way; in a list without its payload.</summary>
[GenerateSerializer, Immutable, Alias("technic.DocumentMessage")]
public sealed record DocumentMessage([property: Id(0)] string Name, [property: Id(1)] DateTimeOffset FetchedAt, [property: Id(2)] byte[] Payload);

/// <summary>What the store has for a key.</summary>
/// <param name="Outcome">How the read ended.</param>
/// <param name="Row">The history, when it was found.</param>
[GenerateSerializer, Immutable, Alias("technic.RowAnswer")]
public sealed record RowAnswer([property: Id(0)] StoreOutcome Outcome, [property: Id(1)] LookupAnswer? Row)
{
    public static RowAnswer Of(StoreRead read) =>
        new(read.Outcome, read.History is { } history ? new LookupAnswer(new HistoryLookup(history, Tier.Store)) : null);

    public StoreRead ToRead() => new(Outcome, Row?.Lookup.History);
}
