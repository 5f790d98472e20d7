using System.Collections.Immutable;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>Outcomes of a partition's symbols; empty to report only that the grain is at work.</summary>
public sealed record OutcomeBatch(ImmutableArray<SymbolOutcome> Outcomes)
{
    public static OutcomeBatch Empty { get; } = new([]);
}
