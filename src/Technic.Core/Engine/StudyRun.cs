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
/// <param name="finder">Searches for signals elsewhere; <c>null</c> to search here.</param>
public sealed class StudyRun(
    IMarketHistorySource source, Func<CancellationToken, ValueTask<IReadOnlyList<Listing>>> listings, IDocumentStore documents,
    TimeProvider time, ISignalFinder? finder = null)
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
        var histories = await HistoriesAsync(requests, cancellationToken).ConfigureAwait(false);
        try
        {
            var results = requests.Count == 1
                ? [(await StudyOfAsync(histories, requests, progress, cancellationToken).ConfigureAwait(false))
                    .Run(requests[0], progress, cancellationToken)]
                : await RunAllAsync(histories, requests, progress, cancellationToken).ConfigureAwait(false);
            return await new StudyVariants(documents, time).AddAsync(results, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>
    /// Runs several studies; when they are cancelled, the finished ones are kept, and the same studies continue after them.
    /// </summary>
    private async Task<IReadOnlyList<StudyResult>> RunAllAsync(
        IReadOnlyList<TradedHistory> histories, IReadOnlyList<StudyRequest> requests, Action<string> progress,
        CancellationToken cancellationToken)
    {
        var (unfinished, run) = (new UnfinishedStudies(documents, time), StudyIdentity.Of(requests, source.Name));
        var results = new List<StudyResult>(await unfinished.ReadAsync(run, requests, cancellationToken).ConfigureAwait(false));
        var known = results.Count;
        try
        {
            StudyRequest[] open = [.. requests.Skip(known)];
            var study = await StudyOfAsync(histories, open, Progress, cancellationToken).ConfigureAwait(false);
            foreach (var result in study.RunAll(open, Progress, cancellationToken))
            {
                // The signals hold the returns of a whole study; those of several studies are not written.
                results.Add(result with { Events = [] });
            }
        }
        catch (OperationCanceledException) when (results.Count > 0)
        {
            await unfinished.KeepAsync(run, results).ConfigureAwait(false);
            throw new StudyStoppedException(results.Count, requests.Count);
        }
        if (known > 0) await unfinished.DeleteAsync(cancellationToken).ConfigureAwait(false);
        return results;

        void Progress(string step) => progress($"{results.Count + 1} of {requests.Count}: {step}");
    }

    /// <summary>The studies of histories, with the signals that were found elsewhere.</summary>
    private async ValueTask<Study> StudyOfAsync(
        IReadOnlyList<TradedHistory> histories, IReadOnlyList<StudyRequest> requests, Action<string> progress,
        CancellationToken cancellationToken)
    {
        var market = StudyMarket.Of(histories);
        var study = new Study(market);
        if (finder is null || requests.Count == 0) return study;
        progress("signals");
        var known = await finder.FindAsync(study, requests, source.Name, cancellationToken).ConfigureAwait(false);
        return known is null ? study : new Study(market, known);
    }

    /// <summary>What studies find in some symbols, for a study of all of them elsewhere.</summary>
    /// <param name="requests">Studies whose formulas look at each symbol for itself.</param>
    /// <param name="symbols">The symbols, with what the other side knows of them.</param>
    /// <param name="prices">The name of the prices of the other side.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The signals; <c>null</c> if the prices here are other ones.</returns>
    /// <exception cref="ScanRequestException">A formula is invalid, or uses a symbol without prices.</exception>
    /// <exception cref="ScanFailedException">The prices are not readable.</exception>
    public async Task<IReadOnlyList<SymbolSignals>?> SignalsOfAsync(
        IReadOnlyList<StudyRequest> requests, IReadOnlyList<Listing> symbols, string prices, CancellationToken cancellationToken)
    {
        if (source.Name != prices) return null;
        var listed = symbols.ToDictionary(listing => listing.Symbol);
        try
        {
            var read = await source.ReadSymbolsAsync(
                listed.Keys.Concat(Study.OtherSymbolsOf(requests)).ToHashSet(), FirstDayOf(requests), cancellationToken)
                .ConfigureAwait(false);
            var market = StudyMarket.Of([.. read.Select(history => listed.TryGetValue(history.Listing.Symbol, out var listing)
                ? history with { Listing = listing } : history)]);
            return new Study(market).SignalsOf(requests, listed.Keys.ToHashSet(), cancellationToken);
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>The first day whose bars studies need; <c>null</c> for all.</summary>
    private static DateOnly? FirstDayOf(IReadOnlyList<StudyRequest> requests) =>
        requests.Any(request => request.From is null) ? null : requests.Min(request => request.FirstDayNeeded());

    /// <summary>Compares a study of all symbols with one of those that still trade (<see cref="Survivorship"/>).</summary>
    /// <exception cref="ScanFailedException">The prices are not readable.</exception>
    public async Task<Survivorship> SurvivorshipAsync(CancellationToken cancellationToken) => Survivorship.Of(
        StudyMarket.Of(await HistoriesAsync([new StudyRequest()], cancellationToken).ConfigureAwait(false)), cancellationToken);

    /// <summary>Keeps the studies of presets, for their cards.</summary>
    /// <param name="studies">The studies with the names of their presets.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    /// <exception cref="ScanFailedException">They cannot be kept.</exception>
    public async Task KeepPresetsAsync(IReadOnlyList<(string Preset, StudyResult Study)> studies, CancellationToken cancellationToken)
    {
        try
        {
            await new PresetStudies(documents, time).KeepAsync(studies, source.Description, cancellationToken).ConfigureAwait(false);
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
            var histories = await source.ReadMarketAsync(FirstDayOf(requests), to: null, cancellationToken).ConfigureAwait(false);
            if (histories.Count > 0 && requests.Any(request => request.Adjust == PriceAdjustment.Total))
                RequireDividends(requests.Min(request => request.From) ?? histories.Min(history => history.Bars.Times[0].Date));
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

    /// <summary>A study makes no requests, so the dividends must be stored.</summary>
    private void RequireDividends(DateOnly from)
    {
        if (source.DividendsFrom is not { } known)
        {
            throw new ScanFailedException("adjust=total needs dividends, and these prices have none. "
                + "'technic history SYMBOL --adjust total' loads those of a provider into the price store; "
                + "files have them with --dividends FILE.");
        }
        if (from < known)
        {
            throw new ScanFailedException(
                $"The stored dividends begin on {known:yyyy-MM-dd}; adjust=total needs signals from then on (from).");
        }
    }
}
