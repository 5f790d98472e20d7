namespace Technic.Core.Provider;

/// <summary>
/// How many requests a provider may be sent. One quota serves everything that asks the same provider with the same key: all callers of a
/// process, or all silos of a cluster. Implementations are safe for concurrent use.
/// </summary>
public interface IRequestQuota
{
    /// <summary>Waits for leave to send one request; first come, first served. A cancelled wait uses up nothing.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Gives no leave before a pause is over, because the provider asked for one. Pauses overlap; they do not add up.</summary>
    void SlowDown(TimeSpan pause);
}
