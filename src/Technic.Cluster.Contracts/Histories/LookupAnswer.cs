using Technic.Core.Histories;

namespace Technic.Cluster.Contracts;

/// <summary>The answer to a lookup, with its history.</summary>
[GenerateSerializer, Immutable, Alias("technic.LookupAnswer")]
public sealed record LookupAnswer([property: Id(0)] HistoryLookup Lookup);
