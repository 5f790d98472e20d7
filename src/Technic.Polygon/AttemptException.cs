using Technic.Core.Histories;

namespace Technic.Polygon;

/// <summary>An attempt failed. The message completes a sentence that begins "Polygon returned no …:".</summary>
internal sealed class AttemptException(PriceSourceFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PriceSourceFailure Failure { get; } = failure;

    /// <summary>Whether the same request may succeed when it is repeated.</summary>
    public bool Transient { get; init; }

    /// <summary>Whether the failure is one of the provider rather than of this request.</summary>
    public bool IsSourceFailure { get; init; }

    /// <summary>Whether no request with this key can succeed.</summary>
    public bool KeyRefused { get; init; }

    /// <summary>The wait that the response requests.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static AttemptException Unavailable(string message, Exception? inner = null) =>
        new(PriceSourceFailure.Unavailable, message, inner) { Transient = true, IsSourceFailure = true };

    /// <summary>The response was understood, but is not the expected one.</summary>
    public static AttemptException BadData(string message) => new(PriceSourceFailure.BadData, message);
}
