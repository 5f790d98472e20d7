using System.Collections.Immutable;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The names of all records of a kind; the key is <c>names_</c> and the kind. A record enters its name before it is created, and removes
/// it after it was removed: a name may be without a record, but no record without a name.
/// </summary>
[Alias("technic.IUserRecordIndexGrain")]
public interface IUserRecordIndexGrain : IGrainWithStringKey
{
    /// <summary>The names, in ordinal order.</summary>
    [Alias("List")]
    Task<UserRecordNames> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Enters a name; nothing happens if it is entered.</summary>
    /// <returns>Why it was not stored; <c>null</c> if it was.</returns>
    [Alias("Add")]
    Task<string?> AddAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Removes a name.</summary>
    /// <returns>Why that was not stored; <c>null</c> if it was.</returns>
    [Alias("Remove")]
    Task<string?> RemoveAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>Names of records, or why they are not known.</summary>
/// <param name="Names">The names, in ordinal order.</param>
/// <param name="Failed">Why they are not readable; <c>null</c> otherwise.</param>
[GenerateSerializer, Immutable, Alias("technic.UserRecordNames")]
public sealed record UserRecordNames([property: Id(0)] ImmutableArray<string> Names, [property: Id(1)] string? Failed = null);
