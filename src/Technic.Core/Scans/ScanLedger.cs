using System.Runtime.InteropServices;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>
/// The accounting of one scan: every requested symbol ends as exactly one of ranked, filtered (by which rule) or failed (why). Not safe for
/// concurrent use; a scan has one, regardless of where its symbols are evaluated.
/// </summary>
public sealed class ScanLedger
{
    private readonly ScanRequest _request;
    private readonly int _requested;
    private readonly RowFilter _rowFilter;
    private readonly List<Listing> _candidates;
    private readonly SymbolCut? _cut;
    private readonly Dictionary<string, int> _filtered = [];
    private readonly List<SymbolFailure> _failures = [];
    private readonly List<(int Candidate, ScanRow Row, bool IsStale)> _passed;
    private readonly List<(int Candidate, ScanRow Row, bool IsStale)> _rows;
    private HistorySearch? _search;
    private readonly bool[] _accounted;
    private readonly OutcomeReasons _reasons;
    private readonly HashSet<ScanRow> _late = new(ReferenceEqualityComparer.Instance);
    private TierCounts _tiers;
    private int _requests;

    /// <summary>Starts the accounting with the filters without prices.</summary>
    /// <param name="request">The request.</param>
    /// <param name="universe">The symbols.</param>
    /// <param name="volumes">
    /// The session whose dollar volume selects the symbols within the limit; <c>null</c> to select the first of the list.
    /// </param>
    /// <exception cref="ScanRequestException">A filter is on a property that no symbol has.</exception>
    public ScanLedger(ScanRequest request, Universe universe, MarketDay? volumes = null)
    {
        if (ListingComplaint.For(request, universe.Listings) is { } complaint) throw new ScanRequestException(complaint);
        _request = request;
        _requested = universe.Requested;
        _rowFilter = new RowFilter(request);
        _reasons = new OutcomeReasons(request.ReasonsFor);
        foreach (var (reason, count) in universe.Dropped) _filtered[reason] = count;

        var candidates = new List<Listing>(universe.Listings.Count);
        var filter = new ListingFilter(request);
        var seen = new HashSet<Symbol>(universe.Listings.Count);
        foreach (var listing in universe.Listings)
        {
            var rule = seen.Add(listing.Symbol) ? filter.RuleAgainst(listing) : FilterRules.Repeated;
            if (rule is null) candidates.Add(listing);
            else Filter(rule, listing.Symbol);
        }
        _reasons.AddAll(candidates, FilterRules.MaxSymbols);
        (_candidates, _cut) = new SymbolLimit(volumes).Apply(candidates, request.MaxSymbols);
        if (_cut is not null) Filter(FilterRules.MaxSymbols, _cut.Symbols);
        _reasons.RemoveAll(_candidates);
        _accounted = new bool[_candidates.Count];
        (_passed, _rows) = (new(_candidates.Count), new(_candidates.Count));
    }

    /// <summary>The symbols to look up; <see cref="SymbolOutcome.Candidate"/> is an index of this list.</summary>
    public IReadOnlyList<Listing> Candidates => _candidates;

    /// <summary>The number of requested symbols.</summary>
    public int Requested => _requested;

    /// <summary>The number of processed candidates.</summary>
    public int Done { get; private set; }

    private int Days => _search is { Days: > 0 and var days } ? days : RatingWindow.Complete(_request.Days, _request.Frequency);

    /// <summary>
    /// Whether the rows of a session are all that the candidates have: no lookup failed, and no row is an old copy from before the session.
    /// </summary>
    public bool HasAllRowsOf(DateOnly session) =>
        _failures.TrueForAll(failure => failure.Reason == SymbolOutcome.NoBars)
        && !_rows.Exists(entered => entered.IsStale && entered.Row.AsOf.Date < session);

    /// <summary>Whether the symbols are all of the source, of the usual types.</summary>
    public bool IsWholeMarket =>
        _cut is null && _request is { Universe: null, Sectors: [], Industries: [], Exchanges: [] }
        && _request.HasUsualTypes;

    /// <summary>The rows so far whose last bar is of a session, including those that the filters exclude.</summary>
    public IReadOnlyList<ScanRow> RowsOf(DateOnly session) =>
        [.. _rows.Select(entered => entered.Row).Where(row => row.AsOf.Date == session)];

    /// <summary>The search for the candidates' rows.</summary>
    /// <param name="moment">The moment of the scan.</param>
    /// <param name="days">The window of the histories, in calendar days.</param>
    /// <param name="computation">Computes the rows.</param>
    public HistorySearch Search(in Moment moment, int days, IHistoryComputation computation) => _search =
        new(
            _candidates.ConvertAll(candidate => _request.KeyOf(candidate.Symbol) with { Days = days }), moment,
            _request.KeyOf(default) with { Days = days })
        {
            Computation = computation,
            IsScan = true,
            PlanOnly = _request.PlanOnly,
        };

    /// <summary>The progress of the scan.</summary>
    public ScanProgress Progress(TimeSpan elapsed, LoadProgress? load = null) => new(
        Done, _candidates.Count, _tiers, _failures.Count, elapsed, load);

    /// <summary>Adds requests that are not for a single symbol.</summary>
    public void EnterRequests(int requests) => _requests += requests;

    /// <summary>Adds answers. A candidate that was already processed, because a part of the scan was repeated, is ignored.</summary>
    /// <returns>The current rows among them that passed the filters; none while one filter depends on the ranking.</returns>
    /// <exception cref="ScanFailedException">The provider refuses the key: all further symbols would fail too.</exception>
    public IReadOnlyList<ScanRow> Enter(ReadOnlySpan<HistoryAnswer> answers)
    {
        var candidates = new List<(int Candidate, ScanRow Row, bool IsStale)>(answers.Length);
        foreach (ref readonly var answer in answers)
        {
            var outcome = SymbolOutcome.Of(answer);
            _requests += outcome.Requests;
            if (_accounted[outcome.Candidate]) continue;
            _accounted[outcome.Candidate] = true;
            Done++;
            _tiers = _tiers.With(outcome.Tier);
            if (outcome.Row is not { } row)
            {
                if (outcome.ProviderFailure == PriceSourceFailure.NotAuthorized) throw new ScanFailedException(outcome.Failure!);
                var failure = new SymbolFailure(_candidates[outcome.Candidate].Symbol, outcome.Failure ?? "unknown reason");
                _failures.Add(failure);
                _reasons.Add(failure.Symbol, failure.Reason, isFailure: true);
                continue;
            }
            _rows.Add((outcome.Candidate, row, outcome.IsStale));
            // Whether a row that lacks the newest session is old is known only when all rows are available.
            var isLate = _search is { } search && row.AsOf.Date < search.Window.To;
            if (_rowFilter.RuleAgainst(row) is { } rule)
            {
                Filter(rule, row.Symbol);
            }
            else if (isLate || _rowFilter.NeedsRanking)
            {
                _late.Add(row);
                _passed.Add((outcome.Candidate, row, outcome.IsStale));
            }
            else candidates.Add((outcome.Candidate, row, outcome.IsStale));
        }
        return Check(candidates);
    }

    /// <summary>Filters rows by the condition, all of them at once.</summary>
    private List<ScanRow> Check(List<(int Candidate, ScanRow Row, bool IsStale)> rows)
    {
        if (!_rowFilter.HasCondition)
        {
            _passed.AddRange(rows);
            return rows.ConvertAll(entry => entry.Row);
        }
        var meet = _rowFilter.Meet(rows.ConvertAll(entry => (_candidates[entry.Candidate], entry.Row, entry.IsStale)));
        var passed = new List<ScanRow>(rows.Count);
        for (var i = 0; i < meet.Length; i++)
        {
            if (!meet[i])
            {
                Filter(FilterRules.Where, rows[i].Row.Symbol);
                continue;
            }
            _passed.Add(rows[i]);
            passed.Add(rows[i].Row);
        }
        return passed;
    }

    /// <summary>The day of the newest last bar of all rows; <c>null</c> without rows.</summary>
    public DateOnly? NewestBar => _rows.Count == 0 ? null : _rows.Max(entered => entered.Row.AsOf).Date;

    /// <summary>Ends the accounting and ranks; rows older than the request allows are excluded.</summary>
    /// <param name="asOf">The newest session of the market (New York date).</param>
    /// <param name="data">The reliability of its bars.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="backdrop">The comparison group of the rows.</param>
    /// <param name="elapsed">The duration of the scan, called after the ranking.</param>
    /// <returns>
    /// The result, and the rows that no call of <see cref="Enter"/> returned, because a filter or their age depended on the end.
    /// </returns>
    /// <exception cref="InvalidOperationException">A candidate was not processed.</exception>
    public (ScanResult Result, IReadOnlyList<ScanRow> LateRows) Close(
        DateOnly asOf, DayState data, string source, MarketBackdrop backdrop, Func<TimeSpan> elapsed)
    {
        if (Done != _candidates.Count)
            throw new InvalidOperationException($"{_candidates.Count - Done} of {_candidates.Count} symbols were not processed.");
        var old = _passed.RemoveAll(passed =>
        {
            if (Ranking.AgeOf(passed.Row, asOf) <= _request.MaxAge) return false;
            _reasons.Add(passed.Row.Symbol, FilterRules.NotCurrent);
            return true;
        });
        if (old > 0) Filter(FilterRules.NotCurrent, old);
        var kept = _rowFilter.Keep(Compared(_passed), () => Compared(_rows), _late.Contains);
        if (kept.Length < _passed.Count) Filter(FilterRules.Where, _passed.Count - kept.Length);
        _reasons.AddAll(_passed, kept, FilterRules.Where);
        ScanRow[] late = [.. kept.Select(row => row.Row).Where(_late.Contains)];
        var stale = kept.Count(row => row.Stale);
        var best = Ranking.Best(_request, kept);
        _reasons.AddAll(kept, best, FilterRules.Top);
        foreach (var entered in _rows)
        {
            if (entered.IsStale && entered.Row.AsOf.Date < asOf) _reasons.SetOldCopy(entered.Row.Symbol);
        }
        _failures.Sort((a, b) => a.Symbol.CompareTo(b.Symbol));
        var summary = new ScanSummary(
            _requested, kept.Length, _filtered.Values.Sum(), _failures.Count, stale, elapsed(), _requests, _tiers, asOf, source)
        {
            Data = data,
            Cut = _cut,
            WithGaps = kept.Count(row => row.Row.Gaps > 0),
            Days = Days,
            IsProvisional = RatingWindow.Complete(Days, _request.Frequency) > Days,
            MarketSymbols = backdrop.IsMarket ? backdrop.Symbols : null,
        };
        var jumps = _rows.Select(entered => entered.Row).Where(row => row.Jump is not null)
            .Select(row => new SymbolJump(row.Symbol, row.Jump!.Value)).OrderBy(jump => jump.Symbol);
        return (new ScanResult(summary, backdrop.Regime, best, _filtered, _failures) { Jumps = [.. jumps], Reasons = _reasons.All }, late);

        RankedRow[] Compared(IReadOnlyList<(int Candidate, ScanRow Row, bool IsStale)> rows) =>
            Ranking.Compare(_request, _candidates, rows, backdrop, asOf);
    }

    private void Filter(string rule, Symbol symbol)
    {
        Filter(rule);
        // The first occurrence of a repeated symbol decides.
        if (rule != FilterRules.Repeated) _reasons.Add(symbol, rule);
    }

    private void Filter(string rule, int count = 1) => CollectionsMarshal.GetValueRefOrAddDefault(_filtered, rule, out _) += count;
}
