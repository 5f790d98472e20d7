namespace Technic.Core.Storage;

/// <summary>The status of the write queue of a store, in histories and documents.</summary>
/// <param name="Queued">Queued writes, including running ones.</param>
/// <param name="Written">Stored writes.</param>
/// <param name="Failed">Abandoned writes, which the store lacks.</param>
/// <param name="Retried">Retries; a write counts once for each of its retries.</param>
public sealed record WriteBehindStatus(long Queued, long Written, long Failed, long Retried = 0);
