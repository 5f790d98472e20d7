namespace Technic.Cluster.Contracts;

/// <summary>
/// A record that a user has made, e.g. a list of symbols; the key is its kind, <c>_</c>, and its name, which has none. The grain owns it:
/// a change is in the database when its call returns, and it is only made if nobody has changed the record since the caller read it.
/// </summary>
[Alias("technic.IUserRecordGrain")]
public interface IUserRecordGrain : IGrainWithStringKey
{
    /// <summary>The record.</summary>
    [Alias("Read")]
    Task<UserRecordAnswer> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes, creates or removes the record.</summary>
    /// <param name="version">The version that the caller has read.</param>
    /// <param name="payload">The content; <c>null</c> removes the record.</param>
    /// <param name="cancellationToken">Cancels the call; the change may happen.</param>
    /// <returns>The record after the call: that of somebody else after a conflict.</returns>
    [Alias("Write")]
    Task<UserRecordAnswer> WriteAsync(string? version, byte[]? payload, CancellationToken cancellationToken = default);
}

/// <summary>A record, or why it is not known: exceptions lose their types between processes.</summary>
/// <param name="Payload">The content; <c>null</c> if the record does not exist.</param>
/// <param name="Version">The version of the record, for a change.</param>
/// <param name="IsConflict">Whether a change was not made because the record has another version.</param>
/// <param name="Failed">Why the record was not read, or not changed; <c>null</c> otherwise.</param>
[GenerateSerializer, Immutable, Alias("technic.UserRecordAnswer")]
public sealed record UserRecordAnswer(
    [property: Id(0)] byte[]? Payload = null,
    [property: Id(1)] string? Version = null,
    [property: Id(2)] bool IsConflict = false,
    [property: Id(3)] string? Failed = null);
