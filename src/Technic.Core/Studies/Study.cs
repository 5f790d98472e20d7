using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Studies;

/// <summary>Studies formulas on a market. Safe for concurrent use; what does not depend on a formula is computed once.</summary>
/// <param name="market">The histories.</param>
public sealed class Study(StudyMarket market)
{
    private readonly Lock _gate = new();
    private (string Key, UniverseReturns Returns, DailyReturns Moves)? _universe;

    /// <summary>Runs a study.</summary>
    /// <param name="request">The study.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the study.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public StudyResult Run(StudyRequest request, Action<string>? progress, CancellationToken cancellationToken)
    {
        var formulas = StudyFormulas.Of(request);
        var span = SpanOf(request);
        var symbols = UniverseOf(request);
        var returns = new ForwardReturns(market.Days.Count, request.Entry, request.Delisting);
        progress?.Invoke("market");
        var (universe, moves) = ReturnsOf(request, symbols, returns, cancellationToken);
        progress?.Invoke("signals");
        var panel = PanelOf(request, formulas, symbols, span, cancellationToken);
        var found = Find(request, formulas, panel, symbols, span, cancellationToken);
        progress?.Invoke("returns");
        var outcomes = StudyOutcomes.Of(found.Signals, symbols, request.Horizons, returns, universe, cancellationToken);
        return Summarize(new Findings(request, formulas, span, symbols, returns, moves, found, outcomes), progress, cancellationToken);
    }

    /// <summary>The days on which a formula is true, by symbol: what a scan of each of these days finds.</summary>
    /// <param name="request">The study.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    public IReadOnlyList<(DateOnly Day, Symbol Symbol)> Signals(StudyRequest request, CancellationToken cancellationToken)
    {
        var (formulas, span, symbols) = (StudyFormulas.Of(request), SpanOf(request), UniverseOf(request));
        var panel = PanelOf(request, formulas, symbols, span, cancellationToken);
        var found = Find(request, formulas, panel, symbols, span, cancellationToken);
        return [.. found.Signals.Select(signal => (market.Days[signal.Day], symbols[signal.Symbol].Listing.Symbol))];
    }

    private StudyResult Summarize(Findings findings, Action<string>? progress, CancellationToken cancellationToken)
    {
        var (request, span, symbols, outcomes) = (findings.Request, findings.Span, findings.Symbols, findings.Outcomes);
        var signals = outcomes.Signals;
        var statistics = new HorizonStatistics(outcomes, request.Horizons, request.Costs / 10_000);
        var parts = new StudyParts(outcomes, statistics, market, symbols);
        progress?.Invoke("statistics");
        var portfolio = CalendarPortfolio.Of(request, market, symbols, signals, findings.Moves, span);
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
            Days = signals.Select(signal => signal.Day).Distinct().Count(),
            Symbols = signals.Select(signal => signal.Symbol).Distinct().Count(),
            NotBought = signals.Count(signal => signal.Day + 1 < market.Days.Count
                && double.IsNaN(findings.Returns.EntryPrice(symbols[signal.Symbol], signal.Bar))),
            Horizons = horizons,
            ByYear = parts.ByYear(span),
            BySector = parts.BySector(span),
            Parts = request.Parts is { } walk ? parts.Of(walk, span) : [],
            Decay = DecayCurve.Of(
                signals, symbols, findings.Moves, findings.Returns, request.Entry, request.Horizons[^1], market.Days.Count),
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
        return new TradeSimulation(request, market, findings.Symbols, findings.Found.Exits, stops).Run(signals, order, findings.Span);
    }

    private static double StopOf(Findings findings, StudySignal signal)
    {
        var (rules, symbol) = (findings.Request.Trades!, findings.Symbols[signal.Symbol]);
        if (rules.Stop is { } fall) return findings.Returns.EntryPrice(symbol, signal.Bar) * (1 - fall);
        if (!rules.StopOfPlan) return double.NaN;
        var known = symbol.KnownAt(signal.Bar);
        var row = SymbolEvaluator.Evaluate(symbol.Listing.Symbol, RatingWindow.Of(known));
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
        var from = days.Count(day => day < request.From);
        var to = days.Count(day => !(day > request.To));
        if (from < to) return (from, to);
        throw new ScanRequestException(days.Count == 0
            ? "There are no prices to study."
            : $"There are no prices in that time: the data are from {days[0]:yyyy-MM-dd} to {days[^1]:yyyy-MM-dd}.");
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
        var key = FormattableString.Invariant($"{request.Entry} {request.Delisting} {string.Join(',', request.Horizons)} {listed}");
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
        StudyRequest request, StudyFormulas formulas, StudySymbol[] symbols, (int From, int To) span, CancellationToken cancellationToken)
    {
        var references = StudyReferences.Of([.. formulas.Formulas.Symbols.Select(symbol => market.Find(symbol) is { } history
            ? (symbol, history.Bars, history.Splits)
            : throw new ScanRequestException($"A formula uses {symbol}, which has no prices."))]);
        var rows = RowColumns.Of(
            symbols, market.Days.Count, formulas.Formulas.RowColumns, request.Scan, span.From, cancellationToken);
        return new StudyPanel(market, symbols, references, rows);
    }

    private static FoundSignals Find(
        StudyRequest request, StudyFormulas formulas, StudyPanel panel, StudySymbol[] symbols, (int From, int To) span,
        CancellationToken cancellationToken)
    {
        var bySymbol = new List<(StudySignal Signal, double Rank)>?[symbols.Length];
        var exits = formulas.Exit < 0 ? [] : new bool[panel.Bars];
        formulas.Formulas.Evaluate(panel, (in values) =>
        {
            var days = symbols[values.Symbol].Days;
            var signals = bySymbol[values.Symbol] ??= [];
            for (var i = 0; i < values.Count; i++)
            {
                var bar = values.First + i;
                if (exits.Length > 0) exits[panel.OffsetOf(values.Symbol) + bar] = values[formulas.Exit][i] == 1;
                if (days[bar] < span.From || days[bar] >= span.To || bar + 1 < request.Scan.MinBars) continue;
                if (!formulas.IsSignal(values, i)) continue;
                signals.Add((new StudySignal(values.Symbol, bar, days[bar]), formulas.Rank < 0 ? 0 : values[formulas.Rank][i]));
            }
        }, cancellationToken);
        return InOrder(bySymbol, span, exits, hasRanks: formulas.Rank >= 0);
    }

    /// <summary>Orders signals by day; those of a day are in the order of their symbols.</summary>
    private static FoundSignals InOrder(
        List<(StudySignal Signal, double Rank)>?[] bySymbol, (int From, int To) span, bool[] exits, bool hasRanks)
    {
        var next = new int[span.To - span.From + 1];
        foreach (var found in bySymbol)
        {
            foreach (var (signal, _) in found ?? []) next[signal.Day - span.From + 1]++;
        }
        for (var day = 1; day < next.Length; day++) next[day] += next[day - 1];
        var (signals, ranks) = (new StudySignal[next[^1]], hasRanks ? new double[next[^1]] : []);
        foreach (var found in bySymbol)
        {
            foreach (var (signal, rank) in found ?? [])
            {
                var place = next[signal.Day - span.From]++;
                signals[place] = signal;
                if (hasRanks) ranks[place] = rank;
            }
        }
        return new FoundSignals(signals, ranks, exits);
    }

    /// <summary>The signals by day, the formula that orders them, and the exits at every bar.</summary>
    private sealed record FoundSignals(StudySignal[] Signals, double[] Ranks, bool[] Exits);

    /// <summary>Everything that a study is summarized from.</summary>
    private sealed record Findings(
        StudyRequest Request, StudyFormulas Formulas, (int From, int To) Span, StudySymbol[] Symbols, ForwardReturns Returns,
        DailyReturns Moves, FoundSignals Found, StudyOutcomes Outcomes);
}
