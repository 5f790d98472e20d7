namespace Technic.Core.Provider;

/// <summary>
/// The number of requests that may be sent to a provider. All clients with the same provider and key share one quota: all callers of a
/// process, or all silos of a cluster. Implementations are safe for concurrent use.
/// </summary>
public interface IRequestQuota
{
    /// <summary>Waits for a permit for one request, in the order of the calls. A cancelled wait uses no permit.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Grants no permit before the end of a pause that the provider requested. Pauses overlap; they are not added.</summary>
    void SlowDown(TimeSpan pause);
}
