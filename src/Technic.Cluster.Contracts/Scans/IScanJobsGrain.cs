using System.Collections.Immutable;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The list of the kept scans of the cluster, and their limits; the key is <see cref="KeptJobs.Scans"/>. The list is persisted, so that a
/// scan that was lost with its silo can be told from one that never existed. The list of the kept studies has the key
/// <see cref="KeptJobs.Studies"/>; a study that was lost with its silo is begun again.
/// </summary>
[Alias("technic.IScanJobsGrain")]
public interface IScanJobsGrain : IGrainWithIntegerKey
{
    /// <summary>Enters a scan that starts.</summary>
    /// <returns><c>null</c>, or a message why it must not start now.</returns>
    [Alias("Enter")]
    Task<string?> EnterAsync(JobEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Replaces the entry of a scan that has ended, and removes the oldest ended scans over the limits.</summary>
    [Alias("End")]
    Task EndAsync(JobEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Removes a scan.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>The entry of a scan; <c>null</c> if it does not exist or has expired.</summary>
    [Alias("Find")]
    Task<JobEntry?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>All entries, newest first.</summary>
    [Alias("List")]
    Task<ImmutableArray<JobEntry>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>The lists of kept work.</summary>
public static class KeptJobs
{
    public const long Scans = 0;
    public const long Studies = 1;
}

/// <summary>A kept scan in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">The name of the API key that started it; <c>null</c> without API keys.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it ended; <c>null</c> while it runs.</param>
/// <param name="Rows">The number of rows that are kept of it.</param>
/// <param name="Silo">The address of the silo that runs and keeps it.</param>
[GenerateSerializer, Immutable, Alias("technic.JobEntry")]
public sealed record JobEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Owner,
    [property: Id(2)] DateTimeOffset StartedAt,
    [property: Id(3)] DateTimeOffset? EndedAt = null,
    [property: Id(4)] int Rows = 0,
    [property: Id(5)] string? Silo = null);
