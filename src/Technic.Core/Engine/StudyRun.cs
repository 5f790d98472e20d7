using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>Studies from request to result: reads the histories, runs the studies, and counts the variants.</summary>
/// <param name="source">The histories.</param>
/// <param name="listings">What is known of the symbols, without requests.</param>
/// <param name="documents">Where the variants are kept.</param>
/// <param name="time">The clock.</param>
public sealed class StudyRun(
    IMarketHistorySource source, Func<CancellationToken, ValueTask<IReadOnlyList<Listing>>> listings, IDocumentStore documents,
    TimeProvider time)
{
    /// <summary>Runs studies of the same time, one after another.</summary>
    /// <param name="requests">Valid studies, at least one.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    /// <exception cref="ScanFailedException">The prices are not readable, or the variants cannot be kept.</exception>
    public async Task<IReadOnlyList<StudyResult>> RunAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("prices");
        var study = new Study(StudyMarket.Of(await HistoriesAsync(requests, cancellationToken).ConfigureAwait(false)));
        var results = new List<StudyResult>(requests.Count);
        foreach (var request in requests)
        {
            var number = requests.Count == 1 ? "" : $"{results.Count + 1} of {requests.Count}: ";
            results.Add(study.Run(request, step => progress(number + step), cancellationToken));
        }
        try
        {
            return await new StudyVariants(documents, time).AddAsync(results, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>The histories that studies need.</summary>
    /// <exception cref="ScanFailedException">The prices are not readable.</exception>
    public async Task<IReadOnlyList<TradedHistory>> HistoriesAsync(
        IReadOnlyList<StudyRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            var from = requests.Any(request => request.From is null) ? null : requests.Min(request => request.FirstDayNeeded());
            var histories = await source.ReadMarketAsync(from, to: null, cancellationToken).ConfigureAwait(false);
            var known = requests[0].Scan.Universe?.Listings ?? await listings(cancellationToken).ConfigureAwait(false);
            var bySymbol = new Dictionary<Symbol, Listing>();
            foreach (var listing in known) bySymbol.TryAdd(listing.Symbol, listing);
            return
            [
                .. histories.Select(history => bySymbol.TryGetValue(history.Listing.Symbol, out var listing)
                    ? history with { Listing = listing } : history),
            ];
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }
}
