using System.Runtime.CompilerServices;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Studies;
using Technic.Core.Universes;

namespace Technic.Core.Engine;

/// <summary>Studies from request to result: reads the histories, runs the studies, and counts the variants.</summary>
/// <param name="source">The histories.</param>
/// <param name="listings">What is known of the symbols, without requests.</param>
/// <param name="documents">Where the variants are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="partitions">The partitions of the prices elsewhere; <c>null</c> to compute here.</param>
/// <param name="methods">The functions and the score that requests are read with; <c>null</c> for the built-in ones.</param>
/// <param name="lists">The lists of symbols of the engine; <c>null</c> if it keeps none.</param>
public sealed class StudyRun(
    IMarketHistorySource source, Func<CancellationToken, ValueTask<IReadOnlyList<Listing>>> listings, IDocumentStore documents,
    TimeProvider time, IStudyPartitions? partitions = null, ScanMethods? methods = null, ISymbolLists? lists = null)
{
    private readonly ListedSymbols _listed = new(lists, listings);

    /// <summary>Runs studies of the same time, one after another.</summary>
    /// <param name="requests">Valid studies, at least one.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    /// <exception cref="ScanFailedException">The prices are not readable, or the variants cannot be kept.</exception>
    public async Task<IReadOnlyList<StudyResult>> RunAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken)
    {
        requests = await ResolveAsync(requests, cancellationToken).ConfigureAwait(false);
        try
        {
            var results = requests.Count == 1
                ? [await ResultsAsync(requests, progress, cancellationToken).SingleAsync(cancellationToken).ConfigureAwait(false)]
                : await RunAllAsync(requests, progress, cancellationToken).ConfigureAwait(false);
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
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken)
    {
        var (unfinished, run) = (new UnfinishedStudies(documents, time), StudyIdentity.Of(requests, source.Name));
        var results = new List<StudyResult>(await unfinished.ReadAsync(run, requests, cancellationToken).ConfigureAwait(false));
        var known = results.Count;
        try
        {
            await foreach (var result in ResultsAsync([.. requests.Skip(known)], Progress, cancellationToken).ConfigureAwait(false))
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

    /// <summary>The results of studies, one after another: by the partitions elsewhere if that is possible, and otherwise here.</summary>
    private async IAsyncEnumerable<StudyResult> ResultsAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (requests.Count == 0) yield break;
        progress("prices");
        var done = 0;
        if (await PartitionedAsync(requests, cancellationToken).ConfigureAwait(false) is { } elsewhere)
        {
            await foreach (var result in elsewhere.RunAllAsync(requests, progress, cancellationToken).ConfigureAwait(false))
            {
                done++;
                yield return result;
            }
        }
        if (done == requests.Count) yield break;
        var study = new Study(StudyMarket.Of(await HistoriesAsync(requests, cancellationToken).ConfigureAwait(false)));
        foreach (var result in study.RunAll([.. requests.Skip(done)], progress, cancellationToken)) yield return result;
    }

    private async Task<PartitionedStudy?> PartitionedAsync(IReadOnlyList<StudyRequest> requests, CancellationToken cancellationToken)
    {
        if (partitions is null || !Study.AreBySymbol(requests)) return null;
        var prices = new StudyPrices(source.Name, FirstDayOf(requests));
        if (await partitions.OutlineAsync(prices, cancellationToken).ConfigureAwait(false) is not { } market) return null;
        if (market.Days.Count > 0) RequireDividends(requests, market.Days[0]);
        var listed = await ListedAsync(requests, cancellationToken).ConfigureAwait(false);
        return new PartitionedStudy(partitions, prices, market with
        {
            Symbols = [.. market.Symbols.Select(symbol => symbol with { Listing = listed(symbol.Listing) })],
        });
    }

    /// <summary>Studies with the symbols of their lists, as they are now, and the functions and the score of the engine.</summary>
    /// <exception cref="ScanRequestException">A list does not exist; the message suggests another one.</exception>
    /// <exception cref="ScanFailedException">The lists are not readable.</exception>
    public async ValueTask<IReadOnlyList<StudyRequest>> ResolveAsync(
        IReadOnlyList<StudyRequest> requests, CancellationToken cancellationToken)
    {
        requests = await _listed.ResolveAsync(requests, cancellationToken).ConfigureAwait(false);
        return methods is null ? requests
            : [.. requests.Select(request => request with { Scan = request.Scan with { Methods = methods } })];
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
        requests = await ResolveAsync(requests, cancellationToken).ConfigureAwait(false);
        try
        {
            var histories = await source.ReadMarketAsync(FirstDayOf(requests), to: null, cancellationToken).ConfigureAwait(false);
            if (histories.Count > 0) RequireDividends(requests, histories.Min(history => history.Bars.Times[0].Date));
            var listed = await ListedAsync(requests, cancellationToken).ConfigureAwait(false);
            return [.. histories.Select(history => history with { Listing = listed(history.Listing) })];
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>What is known of symbols.</summary>
    private async Task<Func<Listing, Listing>> ListedAsync(IReadOnlyList<StudyRequest> requests, CancellationToken cancellationToken)
    {
        var known = requests[0].Scan.Universe?.Listings ?? await listings(cancellationToken).ConfigureAwait(false);
        var bySymbol = new Dictionary<Symbol, Listing>();
        foreach (var listing in known) bySymbol.TryAdd(listing.Symbol, listing);
        return listing => bySymbol.GetValueOrDefault(listing.Symbol, listing);
    }

    /// <summary>A study makes no requests, so the dividends must be stored.</summary>
    /// <param name="requests">The studies.</param>
    /// <param name="first">The first day of the data.</param>
    private void RequireDividends(IReadOnlyList<StudyRequest> requests, DateOnly first)
    {
        if (requests.All(request => request.Adjust != PriceAdjustment.Total)) return;
        var from = requests.Min(request => request.From) ?? first;
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
