using System.Collections.Immutable;
using Technic.Core.Market;
using Technic.Core.Studies;

namespace Technic.Cluster.Contracts;

/// <summary>
/// One partition of the symbols (<see cref="Partitions"/>) for studies: it is placed where the partition is at home, and evaluates the
/// formulas of a study on its symbols, bar by bar.
/// </summary>
[Alias("technic.IStudyPartitionGrain")]
public interface IStudyPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Begins a search for signals, or waits for it; answers within a second, with <c>null</c> while it works.</summary>
    /// <param name="call">The id of the call: the same in each question.</param>
    /// <param name="query">What to search for.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    [Alias("Find")]
    Task<StudyPartitionAnswer?> FindAsync(Guid call, StudyPartitionQuery query, CancellationToken cancellationToken = default);
}

/// <summary>What a partition searches for.</summary>
/// <param name="Requests">Studies whose formulas look at each symbol for itself.</param>
/// <param name="Symbols">Symbols of the partition, with what the study knows of them.</param>
/// <param name="Prices">The name of the prices of the study.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyPartitionQuery")]
public sealed record StudyPartitionQuery(
    [property: Id(0)] ImmutableArray<StudyRequest> Requests,
    [property: Id(1)] ImmutableArray<Listing> Symbols,
    [property: Id(2)] string Prices);

/// <summary>The signals of a partition.</summary>
/// <param name="Found">By symbol; <c>null</c> if the silo has other prices, or cannot read them: then the study searches itself.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyPartitionAnswer")]
public sealed record StudyPartitionAnswer([property: Id(0)] SymbolSignals[]? Found);
