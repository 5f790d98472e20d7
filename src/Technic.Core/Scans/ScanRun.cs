using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>One scan from request to result, the same on every engine: it searches for the rows, does the accounting and ranks.</summary>
/// <param name="clock">What the market has published.</param>
/// <param name="source">L3.</param>
/// <param name="counters">The counters.</param>
/// <param name="listings">The symbols of the source, for a request that names none.</param>
/// <param name="finder">Finds the histories.</param>
/// <param name="market">The whole-market days; <c>null</c> when the source provides single symbols only.</param>
/// <param name="survey">The whole market as a backdrop.</param>
/// <param name="histories">Looks up the history of one symbol, with its bars.</param>
/// <param name="logger">The log.</param>
/// <param name="lists">The lists of symbols of the engine; <c>null</c> if it keeps none.</param>
public sealed partial class ScanRun(
    MarketClock clock, IPriceSource source, CacheCounters counters, ListingCache listings, HistoryFinder finder, WholeMarket? market,
    MarketSurvey survey, Func<PriceHistoryKey, Moment, CancellationToken, ValueTask<HistoryLookup>> histories, ILogger<ScanRun> logger,
    ISymbolLists? lists = null)
{
    private const int JumpsInLog = 10;

    private readonly MarketArchive? _archive = market?.Archive;
    private readonly PriceForms _forms = new(market, source.Name, clock);
    private readonly ListedSymbols _listed = new(lists, listings.GetKnownAsync);
    private readonly ScanWindow _window = new(source, market?.Archive);

    /// <summary>Runs a scan; the order of the updates is described at <see cref="ScanUpdate"/>.</summary>
    /// <exception cref="ScanRequestException">The request is invalid.</exception>
    /// <exception cref="ScanFailedException">The scan cannot continue, e.g. because the provider refuses the key.</exception>
    public async IAsyncEnumerable<ScanUpdate> RunAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = clock.Time.GetTimestamp();
        var moment = clock.Take();
        request.Validate(moment.Today);
        var formulas = ScanFormulas.Of(request);
        request = request with { Days = formulas.DaysFor(request, moment.Window(request.KeyOf(default)).To) };
        if (_forms.ComplaintAbout(request.Adjust) is { } complaint) throw new ScanRequestException(complaint);
        request = await _listed.ResolveAsync(request, cancellationToken).ConfigureAwait(false);
        var (universe, listingRequests) = await UniverseOfAsync(request, moment, cancellationToken).ConfigureAwait(false);
        var volumes = await VolumesAsync(request, universe, moment, cancellationToken).ConfigureAwait(false);
        var ledger = new ScanLedger(request, universe, volumes);
        ledger.EnterRequests(listingRequests);
        var asOf = moment.Window(request.KeyOf(default)).To;
        var days = await _window.DaysAsync(request, ledger.Candidates, moment, cancellationToken).ConfigureAwait(false);
        yield return new ScanStarted(ledger.Requested, ledger.Candidates.Count, asOf, source.Description, days);

        var isPlanned = false;
        ProvisionalScan? provisional = null;
        if (!request.PlanOnly) ledger.EnterRequests(await LoadFormAsync(request, days, moment, cancellationToken).ConfigureAwait(false));
        var rowsOf = AdjustedRows.Of(request.Adjust, _archive, request.Methods.Scoring);
        var references = request.PlanOnly
            ? ReferenceSeries.None
            : await ReferencesAsync(formulas, request with { Days = days }, rowsOf, moment, ledger, cancellationToken)
                .ConfigureAwait(false);
        var search = ledger.Search(moment, days, formulas.Program.LocalValues > 0 ? new FormulaRows(rowsOf, formulas, references) : rowsOf);
        await foreach (var step in finder.FindAsync(search, cancellationToken).ConfigureAwait(false))
        {
            switch (step)
            {
                case Answered answered:
                    var rows = ledger.Enter(answered.Answers);
                    if (request.StreamRows && rows.Count > 0) yield return new ScanRows(rows);
                    if (ledger.Done < ledger.Candidates.Count || isPlanned) yield return Progress();
                    break;
                case Planned planned:
                    isPlanned = true;
                    provisional = ProvisionalScan.For(request, planned.Plan, universe, volumes, market, clock, source);
                    yield return Plan(planned.Plan);
                    break;
                case Loading loading:
                    ledger.EnterRequests(loading.Requests);
                    yield return Progress(loading.Progress);
                    if (provisional is not null
                        && await provisional.NextAsync(search, Elapsed, cancellationToken).ConfigureAwait(false) is { } early)
                        yield return early;
                    break;
            }
        }
        if (!isPlanned && request.PlanOnly) yield return Plan(LoadPlan.Nothing(source));
        if (request.PlanOnly) yield break;

        var newest = NewestOf(ledger, search);
        var backdrop = await BackdropAsync(request, ledger, newest, moment, cancellationToken).ConfigureAwait(false);
        var (result, lateRows) = ledger.Close(newest, DataOf(newest, search), source.Name, backdrop, Elapsed);
        Report(result);
        if (request.StreamRows && lateRows.Count > 0) yield return new ScanRows(lateRows);
        yield return new ScanCompleted(result);

        ScanPlanned Plan(LoadPlan plan) => new(plan.Symbols, plan.Time, plan with { ListingRequests = listingRequests });

        TimeSpan Elapsed() => clock.Time.GetElapsedTime(started);

        ScanProgress Progress(LoadProgress? load = null) => ledger.Progress(Elapsed(), load);
    }

    /// <summary>
    /// The newest session of the market in the rows. It is that of the window, except in two cases in which no symbol can have it: the
    /// provider has not published it yet, or has no bars for it.
    /// </summary>
    private DateOnly NewestOf(ScanLedger ledger, HistorySearch search)
    {
        var expected = search.Window.To;
        if (ledger.NewestBar is not { } newest || newest >= expected) return expected;
        if (search.Frequency != Frequency.Daily) return newest;
        var mayComeLater = search.Moment.Now < clock.SettledAt(expected);
        var wasEmpty = _archive is not null && _archive.Has(expected) && _archive.StateOf(expected) is null;
        return mayComeLater || wasEmpty ? newest : expected;
    }

    /// <summary>
    /// The comparison group of the rows: for a scan of all symbols its own rows, which are the market if none is missing; otherwise the
    /// market of the archive. Without either, the rows of the scan.
    /// </summary>
    private async ValueTask<MarketBackdrop> BackdropAsync(
        ScanRequest request, ScanLedger ledger, DateOnly newest, Moment moment, CancellationToken cancellationToken)
    {
        var isKept = request is { Frequency: Frequency.Daily, Adjust: PriceAdjustment.Splits };
        var rows = ledger.RowsOf(newest);
        if (ledger.IsWholeMarket && ledger.HasAllRowsOf(newest))
        {
            var backdrop = survey.Of(rows);
            if (isKept) survey.Keep(newest, backdrop);
            return backdrop;
        }
        var market = isKept ? await survey.FindAsync(newest, moment, cancellationToken).ConfigureAwait(false) : null;
        return market ?? MarketBackdrop.OfScan(rows);
    }

    private DayState DataOf(DateOnly session, HistorySearch search)
    {
        if (search.Frequency != Frequency.Daily) return DayState.Preliminary;
        return _archive?.StateOf(session) ?? (search.Moment.Now < clock.SettledAt(session) ? DayState.Preliminary : DayState.Final);
    }

    /// <summary>The bars of the other symbols of the formulas.</summary>
    /// <exception cref="ScanFailedException">A symbol has no prices.</exception>
    private async ValueTask<ReferenceSeries> ReferencesAsync(
        ScanFormulas formulas, ScanRequest request, IRowComputation rows, Moment moment, ScanLedger ledger,
        CancellationToken cancellationToken)
    {
        var series = new Dictionary<Symbol, BarSeries>();
        foreach (var symbol in formulas.Symbols)
        {
            var lookup = await histories(request.KeyOf(symbol), moment, cancellationToken).ConfigureAwait(false);
            ledger.EnterRequests(lookup.Requests);
            if (lookup.History is not { IsEmpty: false } history)
                throw new ScanFailedException($"A formula uses {symbol}, which has no prices: {lookup.Problem ?? SymbolOutcome.NoBars}.");
            series[symbol] = rows.BarsOf(history, history.AsOf!.Value.Date);
        }
        return series.Count == 0 ? ReferenceSeries.None : new ReferenceSeries(series);
    }

    private async ValueTask<int> LoadFormAsync(ScanRequest request, int days, Moment moment, CancellationToken cancellationToken)
    {
        try
        {
            var window = moment.Window(request.KeyOf(default) with { Days = days });
            return await _forms.LoadAsync(request.Adjust, window, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    private async ValueTask<(Universe Universe, int Requests)> UniverseOfAsync(
        ScanRequest request, Moment moment, CancellationToken cancellationToken)
    {
        if (request.Universe is { } universe)
            return (universe with { Listings = await listings.FillAsync(universe.Listings, cancellationToken).ConfigureAwait(false) }, 0);
        try
        {
            var session = moment.Window(request.KeyOf(default)).To;
            var isPast = request.AsOf is not null && session < moment.Published;
            var listed = await (isPast ? listings.GetAsync(session, cancellationToken) : listings.GetAsync(cancellationToken))
                .ConfigureAwait(false);
            if (request is not { AsOf: not null, PlanOnly: false, Frequency: Frequency.Daily } || market is null)
                return (new Universe(listed.Listings), listed.Requests);
            var (symbols, requests) = await TradedAsync(session, listed.Listings, cancellationToken).ConfigureAwait(false);
            return (new Universe(symbols), listed.Requests + requests);
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <summary>
    /// The symbols of a replay: those that traded in its last session, delisted symbols included. The list of that day gives names and
    /// types.
    /// </summary>
    private async ValueTask<(IReadOnlyList<Listing> Symbols, int Requests)> TradedAsync(
        DateOnly session, IReadOnlyList<Listing> listed, CancellationToken cancellationToken)
    {
        await market!.Archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var requests = market.Archive.Has(session) ? 0 : await TryLoadAsync(session, cancellationToken).ConfigureAwait(false);
        if (await TryOpenAsync(session, cancellationToken).ConfigureAwait(false) is not { Count: > 0 } day) return (listed, requests);
        var known = listed.ToDictionary(listing => listing.Symbol);
        return ([.. day.Symbols.ToArray().Select(symbol => known.GetValueOrDefault(symbol) ?? new Listing(symbol))], requests);
    }

    private async ValueTask<int> TryLoadAsync(DateOnly session, CancellationToken cancellationToken)
    {
        try
        {
            return await market!.Loader.LoadDayAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            // The scan requests the day again and reports the result.
            return problem.Requests;
        }
    }

    /// <summary>The session for selecting the most traded symbols; <c>null</c> when none is needed or available.</summary>
    private async ValueTask<MarketDay?> VolumesAsync(
        ScanRequest request, Universe universe, Moment moment, CancellationToken cancellationToken)
    {
        if (!(request.MaxSymbols < universe.Listings.Count) || _archive is null) return null;
        await _archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var newest = _archive.NewestSession(moment.Window(request.KeyOf(default)));
        return newest is { } session ? await TryOpenAsync(session, cancellationToken).ConfigureAwait(false) : null;
    }

    private async ValueTask<MarketDay?> TryOpenAsync(DateOnly session, CancellationToken cancellationToken)
    {
        try
        {
            return await _archive!.OpenAsync(session, neighbour: null, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException)
        {
            return null;
        }
    }

    private void Report(ScanResult result)
    {
        var scan = result.Summary;
        counters.ScanTook(scan.Elapsed);
        LogScan(
            scan.Requested, scan.Ranked, scan.Filtered, scan.Failed, scan.Tiers.Memory, scan.Tiers.Store, scan.Tiers.Provider,
            scan.Elapsed.TotalSeconds, scan.Elapsed.TotalSeconds / Math.Max(1, scan.Tiers.Total));
        if (result.Jumps.Count > 0 && logger.IsEnabled(LogLevel.Information))
            LogJumps(result.Jumps.Count, string.Join(", ", result.Jumps.Take(JumpsInLog).Select(jump => $"{jump.Symbol} {jump.Jump.At}")));
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Scan of {Requested} symbols: {Ranked} ranked, {Filtered} filtered, {Failed} failed; memory {Memory}, store {Store}, "
        + "provider {Provider}; {Seconds:F3} s, {SecondsPerSymbol:F6} s a symbol")]
    private partial void LogScan(
        int requested, int ranked, int filtered, int failed, int memory, int store, int provider, double seconds, double secondsPerSymbol);

    [LoggerMessage(Level = LogLevel.Information, Message = "Prices jump where no split is known, in {Symbols} symbols: {First}")]
    private partial void LogJumps(int symbols, string first);
}
