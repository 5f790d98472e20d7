namespace Technic.Core.Storage;

/// <summary>The queue in front of a store, in histories and documents.</summary>
/// <param name="Queued">Those that wait, those under way included.</param>
/// <param name="Written">Those that the store took.</param>
/// <param name="Failed">Those that were given up and are lost to the store.</param>
/// <param name="Retried">Those that were tried again after a failure; one counts as often as it is tried again.</param>
public sealed record WriteBehindStatus(long Queued, long Written, long Failed, long Retried = 0);
