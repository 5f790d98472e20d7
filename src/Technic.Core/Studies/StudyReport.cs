using Technic.Core.Market;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>Makes the result of one study from what the partitions found.</summary>
internal sealed class StudyReport
{
    private readonly StudyRequest _request;
    private readonly StudyScope _scope;
    private readonly StudyFormulas _formulas;
    private readonly StudyOutcomes _outcomes;
    private readonly DecayCurve _decay;
    private readonly PortfolioSums _portfolio;
    private readonly TradeSelection? _trades;
    private readonly double[] _moves;

    /// <param name="scope">The days and the universe.</param>
    /// <param name="study">The index of the study among the requests of the scope.</param>
    /// <param name="formulas">Its formulas.</param>
    /// <param name="total">What the partitions found.</param>
    public StudyReport(StudyScope scope, int study, StudyFormulas formulas, FindingsTotal total)
    {
        (_request, _scope) = (scope.Requests[study], scope);
        (_formulas, _moves) = (formulas, new double[scope.Market.Days.Count]);
        (_outcomes, _decay, _portfolio) = total.Of(study);
        _trades = _request.Trades is null ? null : new TradeSelection(_request, _outcomes, scope).Run();
    }

    /// <summary>The trades whose moves by day the result needs, by partition, in the order of their numbers.</summary>
    public IReadOnlyList<IGrouping<int, TradePath>> Trades =>
        [.. (_trades?.Paths ?? []).GroupBy(trade => SymbolPartition.Of(trade.Symbol)).OrderBy(partition => partition.Key)];

    /// <summary>Adds the moves by day of the trades of the next partition.</summary>
    public void AddMoves(int partition, double[] moves) => PriceReturns.Add(moves, _moves);

    /// <summary>Makes the result.</summary>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public StudyResult Summarize(CancellationToken cancellationToken)
    {
        var (span, market) = (_scope.Span, _scope.Market);
        var parts = new StudyParts(_outcomes, _scope);
        var (years, sectors, regimes, sizes) = (parts.ByYear(), parts.BySector(), parts.ByRegime(), parts.BySize());
        var spans = _request.Parts is { } walk ? parts.Of(walk) : null;
        SignalDivision?[] divisions = [years, sectors, regimes, sizes, spans];
        var spreads = _outcomes.Parts.SelectMany(part => part.HalfSpreads);
        var halfSpread = _request.Spread && _outcomes.Count > 0 ? spreads.Average() : double.NaN;
        var (horizons, divided) = HorizonsOf(divisions, cancellationToken);
        var days = parts.CountsOf(SignalDivision.None(_outcomes, span.From, span.To))[0].Days;
        var result = new StudyResult
        {
            Request = _request,
            Formula = _formulas.Text,
            From = market.Days[span.From],
            To = market.Days[span.To - 1],
            Sessions = span.To - span.From,
            SurvivorsOnly = _request.Universe == StudyUniverse.Survivors || market.HasSurvivorsOnly,
            UniverseSymbols = _scope.Symbols.Count,
            Signals = _outcomes.Count,
            Days = days,
            Symbols = _outcomes.Symbols,
            NotBought = _outcomes.Parts.Sum(NotBought),
            Horizons = [.. horizons.Select(horizon => horizon.Result)],
            ByYear = PartsOf(years, all: true),
            BySector = PartsOf(sectors),
            ByRegime = PartsOf(regimes),
            BySize = PartsOf(sizes),
            Parts = PartsOf(spans, all: true),
            Bootstrap = [.. horizons.Select(horizon => horizon.Bootstrap)],
            Distributions = [.. horizons.Select(horizon => horizon.Distribution)],
            HalfSpread = halfSpread,
            Decay = _decay.Points(_outcomes.Universe),
            Portfolio = new CalendarPortfolio(_portfolio).Of(_request, _scope, _outcomes.Universe, halfSpread),
            Trades = _trades?.Result(_moves),
            Ranks = _request.RankBy is not { } rank ? null
                : new RankStudy(_outcomes, _request.Horizons).Of(rank, span, market.Days.Count, cancellationToken),
            Warnings = [],
            Events = Events(),
        };
        result = result with { Warnings = StudyWarnings.Of(result, _formulas.Formulas, market) };
        return result.With([]);

        IReadOnlyList<StudyPart> PartsOf(SignalDivision? division, bool all = false)
        {
            if (division is null) return [];
            var (counts, figures) = (parts.CountsOf(division), divided[Array.IndexOf(divisions, division)]);
            return
            [
                .. division.Names.Select((name, group) => new StudyPart(
                    name, counts[group].Signals, counts[group].Days, [.. figures.Select(horizon => horizon[group])]))
                    .Where(part => all || part.Signals > 0),
            ];
        }
    }

    /// <summary>The figures of all signals, and those of the groups of each division, by horizon.</summary>
    private (HorizonSummary[] All, HorizonResult[][][] Divided) HorizonsOf(
        SignalDivision?[] divisions, CancellationToken cancellationToken)
    {
        var count = _request.Horizons.Count;
        var all = new HorizonSummary[count];
        HorizonResult[][][] divided = Array.ConvertAll(divisions, _ => new HorizonResult[count][]);
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, count * (divisions.Length + 1), options, task =>
        {
            var (division, h) = (task / count, task % count);
            var statistics = new HorizonStatistics(_outcomes, h, _request, _scope);
            if (division == divisions.Length) all[h] = statistics.OfAll();
            else if (divisions[division] is { } groups) divided[division][h] = statistics.Of(groups);
        });
        return (all, divided);
    }

    private int NotBought(SignalColumns part)
    {
        var count = 0;
        for (var i = 0; i < part.Count; i++)
        {
            if (double.IsNaN(part.Prices[i]) && part.Days[i] + 1 < _scope.Market.Days.Count) count++;
        }
        return count;
    }

    private IEnumerable<StudyEvent> Events()
    {
        var symbols = Enumerable.Range(0, _outcomes.Parts.Length).Select(_outcomes.SymbolOfSignals).ToArray();
        var horizons = Enumerable.Range(0, _request.Horizons.Count).ToArray();
        foreach (var (part, i) in _outcomes.ByDay)
        {
            var (signals, day) = (_outcomes.Parts[part], _outcomes.Parts[part].Days[i]);
            yield return new StudyEvent(
                _scope.Market.Days[day], symbols[part][i].Listing.Symbol, signals.Prices[i],
                Array.ConvertAll(horizons, h => signals.Returns[h][i]),
                Array.ConvertAll(horizons, h => signals.Returns[h][i] - _outcomes.Universe.Means(h)[day]));
        }
    }
}
