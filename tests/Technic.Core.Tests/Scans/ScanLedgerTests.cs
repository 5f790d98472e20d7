using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Core.Tests.Scans;

/// <summary>The totals of a scan with a condition.</summary>
public sealed class ScanLedgerTests
{
    private const int Symbols = 40;

    private static readonly DateOnly Day = new(2026, 3, 11);

    private static readonly Listing[] Listings = [.. Enumerable.Range(0, Symbols).Select(i => new Listing(
        Symbol.Parse($"S{i:D2}"), null, "NYSE", i % 2 == 0 ? "Energy" : "Technology", null, i % 4 == 0 ? null : 1e9 * i))];

    private static readonly ScanRow[] Rows = [.. Listings.Select((listing, i) => SymbolEvaluator.Evaluate(
        listing.Symbol, new RandomMarket(Seed: i, Length: 30 + (i * 7), Level: 50, Swing: 0.03, Drift: (i % 5 * 0.002) - 0.004).Bars()))];

    private static ScanRequest Request(string? where) =>
        new()
        {
            Universe = new Universe(Listings), Where = where, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1,
            MaxAge = int.MaxValue,
        };

    private static (ScanResult Result, List<ScanRow> Told) Scan(ScanRequest request)
    {
        request.Validate(Day);
        var ledger = new ScanLedger(request, request.Universe!);
        var told = new List<ScanRow>();
        for (var i = 0; i < ledger.Candidates.Count; i++)
        {
            var row = Rows[Array.IndexOf(Listings, ledger.Candidates[i])];
            told.AddRange(ledger.Enter([new SymbolOutcome(i, row, Tier.Memory, IsStale: i % 3 == 0).ToAnswer()]));
        }
        var (result, late) = ledger.Close(Day, DayState.Final, "test", MarketBackdrop.OfScan(Rows), () => TimeSpan.Zero);
        told.AddRange(late);
        return (result, told);
    }

    public static TheoryData<string> Conditions =>
    [
        "close > 50", "sma200 > 0", "not sma200 > 0", "sector = 'Tech' and market_cap > 1e10", "stale", "entry > 0 and target > close",
        "exchange = 'NASDAQ'", "relativeStrength >= 80", "relativeStrength > 50 and sector = 'Energy' or close > 60",
        "relativeStrength > 100",
    ];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Every_symbol_is_ranked_or_counted_under_where(string where)
    {
        var (result, told) = Scan(Request(where));

        var summary = result.Summary;
        Assert.Equal((Symbols, 0), (summary.Requested, summary.Failed));
        Assert.Equal(Symbols, summary.Ranked + summary.Filtered);
        Assert.Equal(summary.Filtered, result.Filtered.GetValueOrDefault(FilterRules.Where));
        Assert.Equal(summary.Ranked, result.Rows.Count);
        Assert.Equal(result.Rows.Count(row => row.Stale), summary.Stale);
        Assert.Equal(result.Rows.Select(row => row.Row.Symbol).Order(), told.Select(row => row.Symbol).Order());
    }

    [Fact]
    public void A_condition_is_asked_last_so_that_other_rules_count_what_is_theirs()
    {
        var plain = Scan(Request(null) with { MinBars = 100, Sectors = ["Energy"] }).Result;
        var asked = Scan(Request("close > 0 and close < 0") with { MinBars = 100, Sectors = ["Energy"] }).Result;

        Assert.Equal(plain.Summary.Ranked, asked.Filtered[FilterRules.Where]);
        Assert.Equal(plain.Filtered.OrderBy(f => f.Key), asked.Filtered.Where(f => f.Key != FilterRules.Where).OrderBy(f => f.Key));
    }

    [Fact]
    public void A_condition_on_relative_strength_is_about_the_percentile_in_the_market()
    {
        var all = Scan(Request(null)).Result.Rows;
        var strong = Scan(Request("relativeStrength >= 75 and sector = 'Energy'")).Result.Rows;

        Assert.Equal(
            all.Where(row => row is { RelativeStrength: >= 75, Listing.Sector: "Energy" }).Select(SymbolAndStrength),
            strong.Select(SymbolAndStrength));
        Assert.NotEmpty(strong);

        static (Symbol, double?) SymbolAndStrength(RankedRow row) => (row.Row.Symbol, row.RelativeStrength);
    }

    [Fact]
    public void Relative_strength_is_the_same_whatever_the_filters_leave_out()
    {
        var all = Scan(Request(null)).Result.Rows.ToDictionary(row => row.Row.Symbol, row => row.RelativeStrength);
        var some = Scan(Request("sector = 'Energy'")).Result.Rows;

        Assert.Equal(Symbols / 2, some.Count);
        Assert.All(some, row => Assert.Equal(all[row.Row.Symbol], row.RelativeStrength));
    }

    [Fact]
    public void Chosen_symbols_that_are_not_among_the_rows_have_their_reason()
    {
        var unlisted = Symbol.Parse("NONE");
        var request = Request("close > 50") with { Top = 5, ReasonsFor = [.. Listings.Select(listing => listing.Symbol), unlisted] };

        var result = Scan(request).Result;

        var ranked = Scan(request with { Top = 0, ReasonsFor = [] }).Result.Rows.Select(row => row.Row.Symbol).ToHashSet();
        var rows = result.Rows.Select(row => row.Row.Symbol).ToHashSet();
        Assert.Equal(Listings.Select(listing => listing.Symbol).Except(rows).Order(), result.Reasons.Select(reason => reason.Symbol));
        Assert.All(result.Reasons, reason =>
        {
            // Every third row is an old copy.
            var isOld = int.Parse(reason.Symbol.Text.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) % 3 == 0;
            Assert.Equal(isOld, reason.IsFailure);
            if (!isOld) Assert.Equal(ranked.Contains(reason.Symbol) ? FilterRules.Top : FilterRules.Where, reason.Reason);
        });
        Assert.True(ranked.Count > 5);
        Assert.Empty(Scan(request with { ReasonsFor = [] }).Result.Reasons);
    }

    [Fact]
    public void Rows_that_a_condition_left_out_take_no_place_in_the_ranking()
    {
        var rows = Scan(Request("sector = 'Energy' and relativeStrength < 90") with { Top = 5, Sort = "close" }).Result.Rows;

        Assert.Equal(Enumerable.Range(1, 5), rows.Select(row => row.Rank));
        Assert.All(rows, row => Assert.Equal("Energy", row.Listing.Sector));
        Assert.Equal(rows.OrderByDescending(row => row.Row.Close), rows);
    }

    [Fact]
    public void A_condition_is_asked_with_the_plan_for_the_requests_account()
    {
        var rich = Scan(Request("shares > 1000") with { Risk = new RiskBudget(Account: 1e9) }).Result.Rows;
        var poor = Scan(Request("shares > 1000") with { Risk = new RiskBudget(Account: 100) }).Result.Rows;

        Assert.NotEmpty(rich);
        Assert.Empty(poor);
    }

    [Fact]
    public void A_request_with_a_condition_that_cannot_be_understood_is_refused() =>
        Assert.StartsWith(
            "where, position 1: Unknown column 'clsoe' (did you mean 'close'?)",
            Assert.Throws<ScanRequestException>(() => Request("clsoe > 1").Validate(Day)).Message, StringComparison.Ordinal);
}
