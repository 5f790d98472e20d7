using Technic.Core.Histories;

namespace Technic.Sources.Rest;

/// <summary>An attempt failed. The message completes a sentence that begins "Alpaca returned no …:".</summary>
internal sealed class AttemptException(PriceSourceFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PriceSourceFailure Failure { get; } = failure;

    /// <summary>Whether the same request may succeed when it is repeated.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the failure is one of the provider rather than of this request.</summary>
    public bool IsSourceFailure { get; init; }

    /// <summary>The wait that the response requests.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static AttemptException Unavailable(string message, Exception? inner = null) =>
        new(PriceSourceFailure.Unavailable, message, inner) { IsTransient = true, IsSourceFailure = true };

    /// <summary>The response is not the expected one.</summary>
    public static AttemptException BadData(string message, Exception? inner = null) =>
        new(PriceSourceFailure.BadData, message, inner) { IsSourceFailure = true };
}
