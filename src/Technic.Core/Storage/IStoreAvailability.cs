namespace Technic.Core.Storage;

/// <summary>
/// Whether a store answers at present. Callers with thousands of keys look here first, so that a failing store costs no exception each.
/// </summary>
public interface IStoreAvailability
{
    /// <summary>Whether a request made now would be refused at once.</summary>
    bool IsRefusing { get; }

    /// <summary>Why the store last failed, as one sentence; <c>null</c> if it never did.</summary>
    string? LastFailure { get; }
}
