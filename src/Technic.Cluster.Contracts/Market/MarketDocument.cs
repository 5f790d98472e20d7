using Technic.Core.Storage;

namespace Technic.Cluster.Contracts;

/// <summary>A document and when it came.</summary>
[GenerateSerializer, Immutable, Alias("technic.MarketDocument")]
public sealed record MarketDocument([property: Id(0)] byte[] Payload, [property: Id(1)] DateTimeOffset FetchedAt);

/// <summary>What a grain has.</summary>
/// <param name="Outcome">Whether it has a document; unavailable while the database fails.</param>
/// <param name="Document">The document, when it was found.</param>
[GenerateSerializer, Immutable, Alias("technic.DocumentAnswer")]
public sealed record DocumentAnswer([property: Id(0)] StoreOutcome Outcome, [property: Id(1)] MarketDocument? Document);
