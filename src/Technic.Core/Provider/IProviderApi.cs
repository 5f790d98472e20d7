using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>
/// Requests to the provider's own API whose answers are passed on as they are. A source or an engine implements it if it can; they obey
/// the request quota of the source.
/// </summary>
public interface IProviderApi
{
    /// <summary>Requests one page. Throws only <see cref="OperationCanceledException"/>.</summary>
    /// <param name="path">Path and query, beginning with a slash, escaped, without a key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer, or the reason for its absence; <c>null</c> when the source has no such API.</returns>
    ValueTask<ProviderAnswer?> GetFromProviderAsync(string path, CancellationToken cancellationToken);
}

/// <summary>The answer of a provider's API.</summary>
/// <param name="Body">The JSON text in UTF-8; <c>null</c> without an answer.</param>
/// <param name="Requests">The number of requests, including retries.</param>
/// <param name="Problem">The error, as one sentence for the user; <c>null</c> for none.</param>
/// <param name="Failure">The kind of failure; <c>null</c> when the provider does not know the address.</param>
public sealed record ProviderAnswer(byte[]? Body, int Requests, string? Problem = null, PriceSourceFailure? Failure = null);
