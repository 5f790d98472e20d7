using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Studies;

/// <summary>Studies formulas on a market. Safe for concurrent use; what does not depend on a formula is computed once.</summary>
/// <param name="market">The histories.</param>
/// <param name="known">Signals that were found elsewhere; <c>null</c> for none.</param>
public sealed class Study(StudyMarket market, KnownSignals? known = null)
{
    /// <summary>The most bars of studies that are evaluated together, those of each counted.</summary>
    private const int BarsTogether = 8_000_000;

    private const int MostTogether = 32;

    private readonly Lock _gate = new();
    private (string Key, UniverseReturns Returns, DailyReturns Moves)? _universe;

    /// <summary>Runs a study.</summary>
    /// <param name="request">The study.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the study.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public StudyResult Run(StudyRequest request, Action<string>? progress, CancellationToken cancellationToken) =>
        RunAll([request], progress, cancellationToken).Single();

    /// <summary>
    /// Runs studies, one after another. The formulas of studies that differ in nothing else are evaluated together, so that their common
    /// parts are computed once.
    /// </summary>
    /// <param name="requests">The studies.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public IEnumerable<StudyResult> RunAll(
        IReadOnlyList<StudyRequest> requests, Action<string>? progress, CancellationToken cancellationToken)
    {
        foreach (var variants in VariantsOf(requests))
        {
            foreach (var result in RunVariants(variants, progress, cancellationToken)) yield return result;
        }
    }

    /// <summary>Whether the formulas of studies look at each symbol for itself: parts of the symbols can be searched apart.</summary>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public static bool AreBySymbol(IEnumerable<StudyRequest> requests) => requests.All(request => StudyFormulas.Of(request).IsBySymbol);

    /// <summary>The other symbols that the formulas of studies use.</summary>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public static IEnumerable<Symbol> OtherSymbolsOf(IEnumerable<StudyRequest> requests) =>
        requests.SelectMany(request => StudyFormulas.Of(request).Formulas.Symbols).Distinct();

    /// <summary>The symbols of the universes of studies.</summary>
    /// <exception cref="ScanRequestException">The data have no such symbols.</exception>
    public IReadOnlyList<Listing> ListingsOf(IEnumerable<StudyRequest> requests) =>
        [.. requests.SelectMany(UniverseOf).DistinctBy(symbol => symbol.Listing.Symbol).Select(symbol => symbol.Listing)];

    /// <summary>Searches some symbols of the market for the signals and the exits of studies.</summary>
    /// <param name="requests">Studies whose formulas look at each symbol for itself (<see cref="AreBySymbol"/>).</param>
    /// <param name="names">The symbols.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or uses a symbol without prices.</exception>
    public IReadOnlyList<SymbolSignals> SignalsOf(
        IReadOnlyList<StudyRequest> requests, IReadOnlySet<Symbol> names, CancellationToken cancellationToken)
    {
        StudySymbol[] symbols = [.. market.All.Where(symbol => names.Contains(symbol.Listing.Symbol))];
        if (symbols.Length == 0) return [];
        var found = new List<FoundSignals>();
        foreach (var variants in VariantsOf(requests))
            found.AddRange(Find(variants, Array.ConvertAll(variants, StudyFormulas.Of), symbols, DaysOf(variants[0]), cancellationToken));
        return SymbolSignals.Of(symbols, found);
    }

    /// <summary>Successive studies that are evaluated together.</summary>
    private IEnumerable<StudyRequest[]> VariantsOf(IReadOnlyList<StudyRequest> requests)
    {
        var most = Math.Clamp(BarsTogether / Math.Max(1, market.Bars), 1, MostTogether);
        for (var first = 0; first < requests.Count;)
        {
            var count = 1;
            while (count < most && first + count < requests.Count && AreVariants(requests[first], requests[first + count])) count++;
            yield return [.. requests.Skip(first).Take(count)];
            first += count;
        }
    }

    /// <summary>Whether studies differ in their formulas only.</summary>
    private static bool AreVariants(StudyRequest one, StudyRequest other) => WithoutFormulas(one) == WithoutFormulas(other with
    {
        Horizons = one.Horizons.SequenceEqual(other.Horizons) ? one.Horizons : other.Horizons,
    });

    private static StudyRequest WithoutFormulas(StudyRequest request) => request with
    {
        Scan = request.Scan with { Where = null }, RankBy = null, Trades = request.Trades is null ? null : new TradeRules(),
    };

    /// <summary>Studies that differ in their formulas only.</summary>
    private IEnumerable<StudyResult> RunVariants(
        StudyRequest[] requests, Action<string>? progress, CancellationToken cancellationToken)
    {
        var request = requests[0];
        var formulas = Array.ConvertAll(requests, StudyFormulas.Of);
        var span = SpanOf(request);
        var symbols = UniverseOf(request);
        var paid = request.Adjust == PriceAdjustment.Total ? Array.ConvertAll(symbols, symbol => symbol.WithDividends) : symbols;
        var returns = new ForwardReturns(market.Days.Count, request.Entry, request.Delisting);
        progress?.Invoke("market");
        var (universe, moves) = ReturnsOf(request, paid, returns, cancellationToken);
        progress?.Invoke("signals");
        var found = Find(requests, formulas, symbols, span, cancellationToken);
        for (var i = 0; i < requests.Length; i++)
        {
            progress?.Invoke("returns");
            var outcomes = OutcomesOf(requests[i], found[i], paid, returns, universe, cancellationToken);
            yield return Summarize(
                new Findings(requests[i], formulas[i], span, paid, returns, moves, found[i], outcomes), progress, cancellationToken);
        }
    }

    private StudyOutcomes OutcomesOf(
        StudyRequest request, FoundSignals found, StudySymbol[] paid, ForwardReturns returns, UniverseReturns universe,
        CancellationToken cancellationToken)
    {
        var all = request.Adjust == PriceAdjustment.Total ? market.All.Select(symbol => symbol.WithDividends) : market.All;
        var benchmark = BenchmarkReturns.Of([.. all], market.Days.Count, request.Horizons, returns);
        return StudyOutcomes.Of(found.Signals, paid, request.Horizons, returns, universe, benchmark, cancellationToken) with
        {
            HalfSpreads = request.Spread ? [.. found.Signals.AsParallel().AsOrdered().Select(HalfSpread)] : [],
        };

        double HalfSpread(StudySignal signal) => SpreadEstimate.HalfAt(paid[signal.Symbol].Bars, signal.Bar);
    }

    /// <summary>The days on which a formula is true, by symbol: what a scan of each of these days finds.</summary>
    /// <param name="request">The study.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public IReadOnlyList<(DateOnly Day, Symbol Symbol)> Signals(StudyRequest request, CancellationToken cancellationToken)
    {
        var (formulas, span, symbols) = (StudyFormulas.Of(request), SpanOf(request), UniverseOf(request));
        var found = Find([request], [formulas], symbols, span, cancellationToken)[0];
        return [.. found.Signals.Select(signal => (market.Days[signal.Day], symbols[signal.Symbol].Listing.Symbol))];
    }

    private StudyResult Summarize(Findings findings, Action<string>? progress, CancellationToken cancellationToken)
    {
        var (request, span, symbols, outcomes) = (findings.Request, findings.Span, findings.Symbols, findings.Outcomes);
        var signals = outcomes.Signals;
        var statistics = new HorizonStatistics(outcomes, request.Horizons, request.Costs / 10_000);
        var parts = new StudyParts(outcomes, statistics, market, symbols);
        progress?.Invoke("statistics");
        var halfSpread = outcomes.HalfSpreads.Length == 0 ? double.NaN : outcomes.HalfSpreads.Average();
        var portfolio = CalendarPortfolio.Of(request, market, symbols, outcomes, findings.Moves, span, halfSpread);
        var horizons = statistics.Of(parts.All, span.From, span.To, market.Days.Count);
        cancellationToken.ThrowIfCancellationRequested();
        var result = new StudyResult
        {
            Request = request,
            Formula = findings.Formulas.Text,
            From = market.Days[span.From],
            To = market.Days[span.To - 1],
            Sessions = span.To - span.From,
            SurvivorsOnly = request.Universe == StudyUniverse.Survivors || market.HasSurvivorsOnly,
            UniverseSymbols = symbols.Length,
            Signals = signals.Length,
            Days = parts.DaysOf(parts.All),
            Symbols = outcomes.BySymbol.Count,
            NotBought = signals.Count(signal => signal.Day + 1 < market.Days.Count
                && double.IsNaN(findings.Returns.EntryPrice(symbols[signal.Symbol], signal.Bar))),
            Horizons = horizons,
            ByYear = parts.ByYear(span),
            BySector = parts.BySector(span),
            ByRegime = parts.ByRegime(findings.Moves, span),
            BySize = parts.BySize(span),
            Bootstrap = statistics.Bootstrap(parts.All, span.From, span.To, market.Days.Count),
            Distributions = statistics.Distributions(),
            HalfSpread = halfSpread,
            Parts = request.Parts is { } walk ? parts.Of(walk, span) : [],
            Decay = DecayCurve.Of(
                signals, outcomes.BySymbol, symbols, findings.Moves, findings.Returns, request.Entry, request.Horizons[^1],
                market.Days.Count),
            Portfolio = portfolio,
            Trades = request.Trades is null ? null : TradesOf(findings, cancellationToken),
            Ranks = request.RankBy is not { } rank ? null
                : new RankStudy(outcomes, findings.Found.Ranks, request.Horizons).Of(rank, span, market.Days.Count, cancellationToken),
            Warnings = [],
            Events = EventsOf(findings),
        };
        result = result with { Warnings = StudyWarnings.Of(result, findings.Formulas.Formulas, market) };
        return result.With([]);
    }

    private TradeResult TradesOf(Findings findings, CancellationToken cancellationToken)
    {
        var (request, signals) = (findings.Request, findings.Outcomes.Signals);
        var order = Enumerable.Range(0, signals.Length).ToArray();
        if (findings.Found.Ranks is { Length: > 0 } ranks)
        {
            // The largest value first; those without a value last.
            Array.Sort(order, (a, b) => signals[a].Day != signals[b].Day ? signals[a].Day.CompareTo(signals[b].Day)
                : ranks[a] != ranks[b] ? ranks[b].CompareTo(ranks[a]) : a.CompareTo(b));
        }
        var stops = new double[signals.Length];
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, stops.Length, options, i => stops[i] = StopOf(findings, signals[i]));
        var simulation = new TradeSimulation(
            request, market, findings.Symbols, findings.Found.Exits, stops, findings.Outcomes.HalfSpreads);
        return simulation.Run(signals, order, findings.Span);
    }

    private static double StopOf(Findings findings, StudySignal signal)
    {
        var (rules, symbol) = (findings.Request.Trades!, findings.Symbols[signal.Symbol]);
        if (rules.Stop is { } fall) return findings.Returns.EntryPrice(symbol, signal.Bar) * (1 - fall);
        if (!rules.StopOfPlan) return double.NaN;
        var known = symbol.KnownAt(signal.Bar);
        var row = SymbolEvaluator.Evaluate(symbol.Listing.Symbol, RatingWindow.Of(known)).RatedBy(findings.Request.Scan.Methods.Scoring);
        // The plan is in the prices of its day.
        return row.HasRecentJump || findings.Request.Scan.PlanOf(row) is not { Direction: Plans.TradeDirection.Long } plan
            ? double.NaN
            : plan.Stop * (symbol.Bars.Close[signal.Bar] / known.Close[^1]);
    }

    private IEnumerable<StudyEvent> EventsOf(Findings findings)
    {
        var (outcomes, horizons) = (findings.Outcomes, Enumerable.Range(0, findings.Request.Horizons.Count).ToArray());
        for (var i = 0; i < outcomes.Signals.Length; i++)
        {
            var signal = outcomes.Signals[i];
            var symbol = findings.Symbols[signal.Symbol];
            yield return new StudyEvent(
                market.Days[signal.Day], symbol.Listing.Symbol, findings.Returns.EntryPrice(symbol, signal.Bar),
                Array.ConvertAll(horizons, h => outcomes.Return(h, i).Value), Array.ConvertAll(horizons, h => outcomes.Excess(h, i)));
        }
    }

    /// <summary>The days of signals: the index of the first, and that of the one after the last.</summary>
    private (int From, int To) SpanOf(StudyRequest request)
    {
        var days = market.Days;
        var (from, to) = DaysOf(request);
        if (from < to) return (from, to);
        throw new ScanRequestException(days.Count == 0
            ? "There are no prices to study."
            : $"There are no prices in that time: the data are from {days[0]:yyyy-MM-dd} to {days[^1]:yyyy-MM-dd}.");
    }

    /// <summary>As <see cref="SpanOf"/>; the first is not before the one after the last if there are none.</summary>
    private (int From, int To) DaysOf(StudyRequest request)
    {
        var from = market.Days.Count(day => day < request.From);
        return (from, Math.Max(from, market.Days.Count(day => !(day > request.To))));
    }

    private StudySymbol[] UniverseOf(StudyRequest request)
    {
        var scan = request.Scan;
        var filter = new ListingFilter(scan);
        var listed = scan.Universe?.Listings.Select(listing => listing.Symbol).ToHashSet();
        if (ListingComplaint.For(scan, [.. market.All.Select(symbol => symbol.Listing)]) is { } complaint)
            throw new ScanRequestException(complaint);
        StudySymbol[] symbols = [.. market.All.Where(symbol =>
            listed?.Contains(symbol.Listing.Symbol) != false && filter.RuleAgainst(symbol.Listing) is null
            && !(request.Universe == StudyUniverse.Survivors && symbol.IsStopped))];
        return symbols.Length > 0 ? symbols : throw new ScanRequestException("No symbol of the data is in the universe of the study.");
    }

    private (UniverseReturns Returns, DailyReturns Moves) ReturnsOf(
        StudyRequest request, StudySymbol[] symbols, ForwardReturns returns, CancellationToken cancellationToken)
    {
        var listed = string.Join(',', symbols.Select(symbol => symbol.Offset));
        var key = FormattableString.Invariant(
            $"{request.Entry} {request.Adjust} {request.Delisting} {string.Join(',', request.Horizons)} {listed}");
        lock (_gate)
        {
            if (_universe is { } known && known.Key == key) return (known.Returns, known.Moves);
        }
        var days = market.Days.Count;
        var computed = (
            UniverseReturns.Of(symbols, days, request.Horizons, returns, cancellationToken), DailyReturns.Of(symbols, days));
        lock (_gate) _universe = (key, computed.Item1, computed.Item2);
        return computed;
    }

    private StudyPanel PanelOf(
        StudyRequest request, MarketFormulas formulas, StudySymbol[] symbols, (int From, int To) span, CancellationToken cancellationToken)
    {
        var references = StudyReferences.Of([.. formulas.Symbols.Select(symbol => market.Find(symbol) is { } history
            ? (symbol, history.Bars, history.Splits)
            : throw new ScanRequestException($"A formula uses {symbol}, which has no prices."))]);
        var rows = RowColumns.Of(symbols, market.Days.Count, formulas.RowColumns, request.Scan, span.From, cancellationToken);
        return new StudyPanel(market, symbols, references, rows);
    }

    /// <summary>The signals of studies that differ in their formulas only.</summary>
    private FoundSignals[] Find(
        StudyRequest[] requests, StudyFormulas[] studies, StudySymbol[] symbols, (int From, int To) span,
        CancellationToken cancellationToken)
    {
        var request = requests[0];
        var offsets = StudyPanel.OffsetsOf(symbols);
        var (searches, first) = (new SignalSearch[studies.Length], 0);
        for (var i = 0; i < studies.Length; i++)
        {
            searches[i] = new SignalSearch(studies[i], first, offsets, symbols, span, request.Scan.MinBars);
            first += studies[i].Formulas.Count;
        }
        if (known is null || !known.AddTo(searches, requests, symbols))
        {
            if (Together(studies) is not { } formulas)
                return [.. requests.SelectMany((each, i) => Find([each], [studies[i]], symbols, span, cancellationToken))];
            formulas.Evaluate(PanelOf(request, formulas, symbols, span, cancellationToken), (in values) =>
            {
                foreach (var search in searches) search.Take(values);
            }, cancellationToken);
        }
        return Array.ConvertAll(searches, search => search.Found());
    }

    /// <summary>The formulas of studies as one; <c>null</c> if they are too large together.</summary>
    private static MarketFormulas? Together(StudyFormulas[] studies)
    {
        try
        {
            return StudyFormulas.Together(studies);
        }
        catch (FormulaException) when (studies.Length > 1)
        {
            return null;
        }
    }

    /// <summary>Everything that a study is summarized from.</summary>
    private sealed record Findings(
        StudyRequest Request, StudyFormulas Formulas, (int From, int To) Span, StudySymbol[] Symbols, ForwardReturns Returns,
        DailyReturns Moves, FoundSignals Found, StudyOutcomes Outcomes);
}
