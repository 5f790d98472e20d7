using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>
/// Calls of a price source, which may be an application's own: whatever fails there is a <see cref="PriceSourceException"/>, so that one
/// symbol fails and not the scan.
/// </summary>
internal static class SourceCall
{
    /// <summary>Calls the source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="fetch">The call.</param>
    /// <param name="cancellationToken">
    /// The token that the call gets. Any other cancellation, e.g. a time limit of its own, is a failure.
    /// </param>
    /// <exception cref="PriceSourceException">The source failed.</exception>
    public static async Task<T> RunAsync<TSource, T>(
        TSource source, Func<TSource, CancellationToken, Task<T>> fetch, CancellationToken cancellationToken)
        where TSource : class
    {
        try
        {
            return await fetch(source, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("it returned null");
        }
        catch (Exception problem) when (!IsExpected(problem, cancellationToken))
        {
            var name = (source as IPriceSource)?.Name ?? source.GetType().Name;
            throw new PriceSourceException(
                PriceSourceFailure.Unavailable,
                $"The price source {name} failed: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", inner: problem);
        }
    }

    private static bool IsExpected(Exception problem, CancellationToken cancellationToken) =>
        problem is PriceSourceException || (problem is OperationCanceledException && cancellationToken.IsCancellationRequested);
}
