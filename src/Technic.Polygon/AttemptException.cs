using Technic.Core.Histories;

namespace Technic.Polygon;

/// <summary>One attempt failed. The message is the end of a sentence that begins "Polygon gave no …:".</summary>
internal sealed class AttemptException(PriceSourceFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PriceSourceFailure Failure { get; } = failure;

    /// <summary>Whether the same request may succeed when it is sent again.</summary>
    public bool Transient { get; init; }

    /// <summary>Whether the failure says something about the provider rather than about this one request.</summary>
    public bool SourceIsSick { get; init; }

    /// <summary>Whether no request with this key can succeed.</summary>
    public bool KeyRefused { get; init; }

    /// <summary>How long the answer asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static AttemptException Unavailable(string message, Exception? inner = null) =>
        new(PriceSourceFailure.Unavailable, message, inner) { Transient = true, SourceIsSick = true };

    /// <summary>The answer was understood and is not what was asked for.</summary>
    public static AttemptException BadData(string message) => new(PriceSourceFailure.BadData, message);
}
