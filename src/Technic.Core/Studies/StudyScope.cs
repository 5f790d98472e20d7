using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>Studies that differ in their formulas only, on a market: their days, and the symbols of their universe.</summary>
internal sealed class StudyScope
{
    private readonly Lazy<int[]>[] _draws;

    private StudyScope(IReadOnlyList<StudyRequest> requests, MarketOutline market, (int From, int To) span, SymbolOutline[] symbols)
    {
        (Requests, Market, Span, Symbols) = (requests, market, span, symbols);
        ByPartition = symbols.ToLookup(symbol => SymbolPartition.Of(symbol.Listing.Symbol));
        var spy = Symbol.Parse(RegimeDetector.MarketSymbol);
        _draws = [.. requests[0].Horizons.Select(sessions => new Lazy<int[]>(() => DayBootstrap.Draw(
            Math.Max(0, Math.Min(span.To, market.Days.Count - sessions) - span.From), sessions)))];
        Partitions = [.. ByPartition.Select(partition => partition.Key).Union(market.Has(spy) ? [SymbolPartition.Of(spy)] : []).Order()];
    }

    /// <summary>The studies.</summary>
    public IReadOnlyList<StudyRequest> Requests { get; }

    /// <summary>The market.</summary>
    public MarketOutline Market { get; }

    /// <summary>The days of signals: the index of the first, and that of the one after the last.</summary>
    public (int From, int To) Span { get; }

    /// <summary>The symbols of the universe, ascending.</summary>
    public IReadOnlyList<SymbolOutline> Symbols { get; }

    /// <summary>The same by partition, ascending in each.</summary>
    public ILookup<int, SymbolOutline> ByPartition { get; }

    /// <summary>The numbers of the partitions that have one of these symbols or SPY, ascending.</summary>
    public IReadOnlyList<int> Partitions { get; }

    /// <summary>Everything that the sums of the universe depend on, on one market.</summary>
    public string UniverseKey
    {
        get
        {
            var (request, symbols) = (Requests[0], string.Join(',', Symbols.Select(symbol => symbol.Listing.Symbol)));
            return FormattableString.Invariant(
                $"{request.Entry} {request.Adjust} {request.Delisting} {string.Join(',', request.Horizons)} {symbols}");
        }
    }

    /// <summary>The blocks of days of the bootstrap of a horizon: the same for all studies.</summary>
    public int[] DrawsOf(int horizon) => _draws[horizon].Value;

    /// <summary>What a partition is asked.</summary>
    public FindingsQuery QueryOf(int partition, bool withUniverse) => Query(ByPartition[partition], withUniverse);

    /// <summary>What all partitions are asked together.</summary>
    public FindingsQuery Query() => Query(Symbols, withUniverse: false);

    private FindingsQuery Query(IEnumerable<SymbolOutline> symbols, bool withUniverse) =>
        new(Requests, [.. symbols.Select(symbol => symbol.Listing.Symbol)], Span.From, Span.To, withUniverse);

    /// <summary>The days and the universe of studies.</summary>
    /// <exception cref="ScanRequestException">The data have no such days or symbols.</exception>
    public static StudyScope Of(IReadOnlyList<StudyRequest> requests, MarketOutline market)
    {
        var (request, days) = (requests[0], market.Days);
        var from = days.Count(day => day < request.From);
        var to = Math.Max(from, days.Count(day => !(day > request.To)));
        if (from == to)
        {
            throw new ScanRequestException(days.Count == 0
                ? "There are no prices to study."
                : $"There are no prices in that time: the data are from {days[0]:yyyy-MM-dd} to {days[^1]:yyyy-MM-dd}.");
        }
        if (ListingComplaint.For(request.Scan, [.. market.Symbols.Select(symbol => symbol.Listing)]) is { } complaint)
            throw new ScanRequestException(complaint);
        var universe = new StudyUniverseFilter(request);
        SymbolOutline[] symbols = [.. market.Symbols.Where(symbol => universe.Contains(symbol.Listing, market.IsStopped(symbol)))];
        return symbols.Length > 0
            ? new StudyScope(requests, market, (from, to), symbols)
            : throw new ScanRequestException("No symbol of the data is in the universe of the study.");
    }

    /// <summary>Divides successive studies into those that differ in their formulas only and are evaluated together.</summary>
    /// <param name="requests">The studies.</param>
    /// <param name="most">The most studies that are evaluated together.</param>
    public static IEnumerable<StudyRequest[]> Variants(IReadOnlyList<StudyRequest> requests, int most)
    {
        for (var first = 0; first < requests.Count;)
        {
            var count = 1;
            while (count < most && first + count < requests.Count && AreVariants(requests[first], requests[first + count])) count++;
            yield return [.. requests.Skip(first).Take(count)];
            first += count;
        }
    }

    private static bool AreVariants(StudyRequest one, StudyRequest other) => WithoutFormulas(one) == WithoutFormulas(other with
    {
        Horizons = one.Horizons.SequenceEqual(other.Horizons) ? one.Horizons : other.Horizons,
    });

    private static StudyRequest WithoutFormulas(StudyRequest request) => request with
    {
        Scan = request.Scan with { Where = null }, RankBy = null, Trades = request.Trades is null ? null : new TradeRules(),
    };
}
