using Technic.Core.Provider;

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

/// <summary>How keys are to be loaded (<see cref="LoadRoute"/>).</summary>
[GenerateSerializer, Immutable, Alias("technic.RouteMessage")]
public sealed record RouteMessage(
    [property: Id(0)] bool FromArchive, [property: Id(1)] PriceSourceFailure? Failure = null, [property: Id(2)] string? Problem = null)
{
    public static RouteMessage Of(LoadRoute route) => new(route.FromArchive, route.Failure, route.Problem);

    public LoadRoute ToRoute() => new(FromArchive, Failure, Problem);
}

/// <summary>A document on its way; in a list without its payload.</summary>
[GenerateSerializer, Immutable, Alias("technic.DocumentMessage")]
public sealed record DocumentMessage([property: Id(0)] string Name, [property: Id(1)] DateTimeOffset FetchedAt, [property: Id(2)] byte[] Payload);

/// <summary>What a key's row says in the store's stage of a scan.</summary>
/// <param name="Outcomes">The key's outcome, or none.</param>
/// <param name="NeededFrom">The number of the first day that the row lacks; 0 without a row that could be continued.</param>
[GenerateSerializer, Immutable, Alias("technic.RowAnswer")]
public sealed record RowAnswer([property: Id(0)] OutcomeBatch Outcomes, [property: Id(1)] int NeededFrom = 0);
