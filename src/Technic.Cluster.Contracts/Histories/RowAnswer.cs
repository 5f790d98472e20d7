using Technic.Core.Storage;
using Technic.Core.Histories;

namespace Technic.Cluster.Contracts;

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
