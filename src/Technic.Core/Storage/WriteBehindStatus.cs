namespace Technic.Core.Storage;

/// <summary>The queue in front of a store, in histories.</summary>
/// <param name="Queued">Those that wait, those under way included.</param>
/// <param name="Written">Those that the store took.</param>
/// <param name="Failed">Those that are lost to the store.</param>
public sealed record WriteBehindStatus(long Queued, long Written, long Failed);
