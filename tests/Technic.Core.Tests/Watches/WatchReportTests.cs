using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Watches;

namespace Technic.Core.Tests.Watches;

/// <summary>The comparison of the checks of a watch.</summary>
public sealed class WatchReportTests
{
    private static readonly DateOnly Monday = new(2026, 3, 9), Tuesday = new(2026, 3, 10), Wednesday = new(2026, 3, 11);
    private static readonly DateTimeOffset At = new(2026, 3, 11, 21, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("A B", "B C", "C", "A", "")]
    [InlineData("A B", "A B", "", "", "")]
    [InlineData("", "A", "A", "", "")]
    [InlineData("A B C", "", "", "A B C", "")]
    [InlineData("A B C", "C D", "D", "A", "B")]
    public void Symbols_enter_leave_or_are_unknown(string before, string now, string entered, string left, string unknown)
    {
        var baseline = new WatchBaseline(Monday, [.. Of(before).Select(symbol => new EarlierMatch(symbol, Monday))]);

        var report = WatchReport.Next(baseline, ScanOf(Tuesday, now, failing: unknown), At);

        Assert.Equal((Tuesday, Monday), (report.AsOf, report.ComparedWith));
        Assert.Equal(Of(entered), report.Entered);
        Assert.Equal(Of(left), report.Left.Select(each => each.Symbol));
        Assert.Equal(Of(unknown), report.Unknown.Select(each => each.Symbol));
    }

    [Fact]
    public void The_first_check_has_no_news()
    {
        var report = WatchReport.Next(null, ScanOf(Monday, "A B"), At);

        Assert.Null(report.ComparedWith);
        Assert.Empty(report.Entered);
        Assert.All(report.Matches, match => Assert.Equal(Monday, match.Since));
    }

    [Fact]
    public void A_symbol_that_left_has_the_rule_and_one_that_is_no_symbol_of_the_scan_says_so()
    {
        var baseline = new WatchBaseline(Monday, [new(Symbol.Parse("A"), Monday), new(Symbol.Parse("B"), Monday)]);
        var scan = ScanOf(Tuesday, "") with { Reasons = [new SymbolReason(Symbol.Parse("A"), FilterRules.MinPrice, IsFailure: false)] };

        var report = WatchReport.Next(baseline, scan, At);

        Assert.Equal([("A", "min price"), ("B", "not among the symbols")], report.Left.Select(left => (left.Symbol.Text, left.Reason)));
    }

    [Fact]
    public void A_failed_symbol_keeps_its_session_and_has_not_entered_when_it_is_back()
    {
        var first = WatchProgress.None.After(ScanOf(Monday, "A B"), At);
        var failed = first.After(ScanOf(Tuesday, "B", failing: "A"), At);
        var back = failed.After(ScanOf(Wednesday, "A B"), At);

        Assert.Equal([("A", Monday)], failed.Report!.Unknown.Select(missed => (missed.Symbol.Text, missed.Since)));
        Assert.Empty(back.Report!.Entered);
        Assert.All(back.Report.Matches, match => Assert.Equal(Monday, match.Since));
    }

    [Fact]
    public void A_second_check_of_a_session_is_compared_with_the_earlier_session()
    {
        var progress = WatchProgress.None.After(ScanOf(Monday, "A B"), At).After(ScanOf(Tuesday, "B C"), At);

        var again = progress.After(ScanOf(Tuesday, "A C D"), At);

        Assert.Equal(Monday, again.Report!.ComparedWith);
        Assert.Equal(Of("C D"), again.Report.Entered);
        Assert.Equal(Of("B"), again.Report.Left.Select(left => left.Symbol));
        Assert.Equal(Monday, again.Report.Matches[0].Since);
    }

    [Fact]
    public void A_check_of_an_older_session_keeps_the_report_and_says_so()
    {
        var progress = WatchProgress.None.After(ScanOf(Monday, "A"), At).After(ScanOf(Tuesday, "B"), At);

        var older = progress.After(ScanOf(Monday, "A"), At.AddHours(1));

        Assert.Same(progress.Report, older.Report);
        Assert.Equal("The prices are as of 2026-03-09, before the last report (2026-03-10), which was kept.", older.Problem);
        Assert.Null(older.After(ScanOf(Wednesday, "B"), At).Problem);
    }

    [Fact]
    public void A_check_in_which_every_symbol_failed_keeps_the_report()
    {
        var progress = WatchProgress.None.After(ScanOf(Monday, "A"), At);

        var failed = progress.After(ScanOf(Tuesday, "", failing: "A B"), At);

        Assert.Same(progress.Report, failed.Report);
        Assert.Equal("All 2 symbols failed, for example A: no answer.", failed.Problem);
    }

    /// <summary>
    /// The symbols of now are those that stayed and entered; the ones of before are those that stayed, left and are unknown.
    /// </summary>
    [Fact]
    public void No_symbol_is_lost_or_counted_twice()
    {
        var random = new Random(4);
        for (var run = 0; run < 300; run++)
        {
            var progress = WatchProgress.None;
            for (var session = 0; session < 8; session++)
            {
                var before = progress.Report?.ToBaseline();
                var day = Monday.AddDays(session);
                var (matching, failing) = (new List<string>(), new List<string>());
                foreach (var symbol in Enumerable.Range(0, 20).Select(i => $"S{i}"))
                    (random.Next(5) switch { 0 or 1 => matching, 2 => failing, _ => [] }).Add(symbol);
                progress = progress.After(ScanOf(day, string.Join(' ', matching), string.Join(' ', failing)), At);
                if (progress.Report is not { } report || report.AsOf != day || before is null) continue;

                var now = report.Matches.Select(match => match.Symbol).ToHashSet();
                var earlier = before.Symbols.ToDictionary(match => match.Symbol, match => match.Since);
                var stayed = now.Intersect(earlier.Keys).ToArray();
                Assert.Equal(now.Order(), stayed.Concat(report.Entered).Order());
                Assert.Equal(
                    earlier.Keys.Order(),
                    stayed.Concat(report.Left.Select(left => left.Symbol)).Concat(report.Unknown.Select(each => each.Symbol)).Order());
                Assert.All(report.Matches, match => Assert.Equal(earlier.GetValueOrDefault(match.Symbol, day), match.Since));
                Assert.All(report.Unknown, missed => Assert.Equal(earlier[missed.Symbol], missed.Since));
            }
        }
    }

    [Fact]
    public void A_progress_survives_its_stored_form()
    {
        var progress = WatchProgress.None.After(ScanOf(Monday, "A B"), At).After(ScanOf(Tuesday, "B C", failing: "A"), At)
            .After("The provider is down.", At) with { Scan = "{}" };

        var decoded = WatchCodec.DecodeProgress(WatchCodec.Encode(progress));

        Assert.Equal(WatchCodec.Encode(progress), WatchCodec.Encode(decoded));
        Assert.Equal((progress.Problem, progress.AttemptedAt, "{}"), (decoded.Problem, decoded.AttemptedAt, decoded.Scan));
        Assert.Equal(progress.Known, decoded.Known);
    }

    private static Symbol[] Of(string symbols) =>
        [.. symbols.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Symbol.Parse)];

    private static ScanResult ScanOf(DateOnly day, string matching, string failing = "")
    {
        var (matches, failures) = (Of(matching), Of(failing));
        var summary = new ScanSummary(
            30, matches.Length, 30 - matches.Length - failures.Length, failures.Length, 0, TimeSpan.Zero, 0,
            new TierCounts(failing.Length > 0 && matches.Length == 0 ? failures.Length : 30, 0, 0), day, "test") { Data = DayState.Final };
        return new ScanResult(
            summary, null,
            [.. matches.Select((symbol, i) => new RankedRow(i + 1, new Listing(symbol), RowOf(symbol), null, null, Stale: false))],
            new Dictionary<string, int>(), [.. failures.Select(symbol => new SymbolFailure(symbol, "no answer"))])
        {
            Reasons = [.. failures.Select(symbol => new SymbolReason(symbol, "no answer", IsFailure: true))],
        };
    }

    private static ScanRow RowOf(Symbol symbol) => SymbolEvaluator.Evaluate(symbol, Markets.Series([10, 11]));
}
