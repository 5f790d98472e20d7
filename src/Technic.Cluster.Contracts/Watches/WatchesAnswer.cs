using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Contracts;

/// <summary>Lists or watches, or why there is no answer: exceptions lose their types between processes.</summary>
/// <param name="Lists">The lists; none if the one that was wanted does not exist.</param>
/// <param name="Watches">The watches; none if the one that was wanted does not exist.</param>
/// <param name="Existed">Whether what was removed existed.</param>
/// <param name="Refused">Why the request is invalid.</param>
/// <param name="Failed">Why the lists and watches were not read, or not changed.</param>
[GenerateSerializer, Immutable, Alias("technic.WatchesAnswer")]
public sealed record WatchesAnswer(
    [property: Id(0)] SymbolList[]? Lists = null,
    [property: Id(1)] WatchState[]? Watches = null,
    [property: Id(2)] bool Existed = false,
    [property: Id(3)] string? Refused = null,
    [property: Id(4)] string? Failed = null)
{
    /// <exception cref="ScanRequestException">The request is invalid.</exception>
    /// <exception cref="HistoryStoreException">The lists and watches were not read, or not changed.</exception>
    public WatchesAnswer OrThrow() => Refused is { } complaint ? throw new ScanRequestException(complaint)
        : Failed is { } problem ? throw new HistoryStoreException(problem) : this;
}
