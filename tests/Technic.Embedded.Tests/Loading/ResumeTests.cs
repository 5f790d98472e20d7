using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>Regardless of how a load ends, received data is kept, and only missing data is requested afterwards.</summary>
public sealed class ResumeTests
{
    private const int Symbols = 100;

    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly int Sessions = ExchangeCalendar.Nyse.SessionsBetween(Monday.AddDays(-90), Monday).Count();

    private static string Grouped(DateOnly day) => $"/stocks/{day:yyyy-MM-dd}";

    private static void AssertNothingAskedTwice(MarketUnderTest test)
    {
        var asked = test.Server.Requests.All.Where(request => request.Path.Contains("/grouped/", StringComparison.Ordinal))
            .Select(request => request.Path).ToList();
        Assert.Equal(asked.Distinct().Count(), asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_load_that_was_stopped_goes_on_where_it_stopped(bool killed)
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in test.Engine.ScanAsync(Request(Symbols), stopping.Token))
            {
                if (update is ScanProgress { Load.Days: >= 20 }) await stopping.CancelAsync();
            }
        });
        var asked = test.GroupedRequests;
        if (killed)
        {
            // A kill loses the writes that are still queued in the process, those of the last milliseconds.
            await test.Engine.FlushAsync(CancellationToken.None);
            test.Abandon();
        }
        else await test.RestartAsync();

        var resumed = await test.ScanAsync(Request(Symbols));

        Assert.InRange(asked, 20, Sessions - 1);
        Assert.Equal(Symbols, resumed.Summary.Ranked);
        // Requests in progress when the load was stopped have not been received.
        Assert.InRange(test.GroupedRequests, Sessions, Sessions + 12);
        Assert.InRange(resumed.Summary.ProviderRequests, 1, Sessions - 19);
        Assert.Equal(0, test.SingleRequests);
    }

    [Fact]
    public async Task A_day_that_failed_fails_its_keys_with_one_reason_and_is_all_that_is_asked_for_next()
    {
        var bad = new DateOnly(2026, 2, 4);
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        test.Server.Faults.Add(Fault.WebPage().OnPath(Grouped(bad)).Once());

        var failed = await test.ScanAsync(Request(Symbols));
        var asked = test.Requests;
        var again = await test.ScanAsync(Request(Symbols));

        Assert.Equal((0, Symbols, 0), (failed.Summary.Ranked, failed.Summary.Failed, test.SingleRequests));
        Assert.Contains(
            "2026-02-04", Assert.Single(failed.Failures.Select(failure => failure.Reason).Distinct()), StringComparison.Ordinal);
        Assert.Equal((Symbols, 1, 1), (again.Summary.Ranked, test.Requests - asked, again.Summary.ProviderRequests));
    }

    [Fact]
    public async Task When_the_newest_day_fails_the_days_before_are_served_and_marked_stale()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(Symbols));
        await test.RestartAsync();
        test.GoTo(Tuesday);
        test.Server.Faults.Add(Fault.Status(503).OnPath(Grouped(Tuesday)));

        var stale = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Symbols, Symbols, 0), (stale.Summary.Ranked, stale.Summary.Stale, stale.Summary.Failed));
        Assert.All(stale.Rows, row => Assert.Equal(Monday, row.Row.AsOf.Date));
        test.Server.Faults.Clear();
        Assert.Equal(
            (Symbols, 0),
            ((await test.ScanAsync(Request(Symbols))).Summary.Ranked, (await test.ScanAsync(Request(Symbols))).Summary.Stale));
    }

    [Fact]
    public async Task Without_the_splits_no_day_is_asked_for()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        test.Server.Faults.Add(Fault.Status(503).OnPath("/splits"));

        var failed = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Symbols, 1, 0), (failed.Summary.Failed, test.Requests, test.GroupedRequests));
    }

    [Fact]
    public async Task A_key_that_is_refused_ends_the_scan_with_its_sentence()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        test.Server.Faults.Add(Fault.Status(401, """{"status":"ERROR","error":"Unknown API Key"}"""));

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => test.ScanAsync(Request(Symbols)));

        Assert.Contains("401", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.SingleRequests);
    }

    [Fact]
    public async Task A_newest_day_that_the_plan_does_not_include_yet_leaves_the_days_before_as_they_are()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(Symbols));
        await test.RestartAsync();
        test.GoTo(Tuesday);
        test.Server.Faults.Add(Fault.NotAuthorized().OnPath(Grouped(Tuesday)));

        var scan = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Symbols, 0, 0, Monday), (scan.Summary.Ranked, scan.Summary.Stale, scan.Summary.Failed, scan.Summary.AsOf));
    }

    [Fact]
    public async Task A_symbol_that_the_plan_does_not_include_fails_alone_with_its_reason()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        var refused = test.Server.Market.Symbols.Order().ElementAt(3);
        test.Server.Faults.Add(Fault.NotAuthorized().OnTicker(refused.Text));

        var scan = await test.ScanAsync(Request(20));

        Assert.Equal((19, 1, 20), (scan.Summary.Ranked, scan.Summary.Failed, test.SingleRequests));
        var failure = Assert.Single(scan.Failures);
        Assert.Equal(refused, failure.Symbol);
        Assert.Contains("403: You are not entitled to this data", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_scans_at_once_ask_for_each_day_once()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);

        var both = await Task.WhenAll(test.ScanAsync(Request(Symbols)), test.ScanAsync(Request(Symbols, days: 80)));

        Assert.All(both, scan => Assert.Equal(Symbols, scan.Summary.Ranked));
        AssertNothingAskedTwice(test);
        Assert.Equal(Sessions, test.GroupedRequests);
        Assert.Equal(test.Requests, both.Sum(scan => scan.Summary.ProviderRequests));
    }

    [Fact]
    public async Task A_holiday_that_the_calendar_does_not_know_is_learned_once()
    {
        var closed = new DateOnly(2026, 2, 4);
        var market = MarketOf(Symbols, Monday);
        await using var test = await StartAsync(market, Monday);
        test.Server.Faults.Add(Fault.EditJson((_, answer) => answer.Remove("results")).OnPath(Grouped(closed)));
        await test.ScanAsync(Request(Symbols));
        await test.RestartAsync();

        var again = await test.ScanAsync(Request(Symbols));

        Assert.Equal((0, Symbols), (again.Summary.ProviderRequests, again.Summary.Ranked));
        Assert.All(again.Rows, row => Assert.Equal(Sessions - 1, row.Row.Bars));
    }

    [Fact]
    public async Task A_session_that_is_late_is_asked_for_again_when_that_can_help()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        test.Server.Faults.Add(Fault.EditJson((_, answer) => answer.Remove("results")).OnPath(Grouped(Monday)).Once());

        var early = await test.ScanAsync(Request(Symbols));
        var soon = await test.ScanAsync(Request(Symbols));
        test.Time.Advance(TimeSpan.FromHours(2));
        var later = await test.ScanAsync(Request(Symbols));

        Assert.All(early.Rows, row => Assert.Equal(new DateOnly(2026, 3, 6), row.Row.AsOf.Date));
        Assert.Equal((0, 2), (soon.Summary.ProviderRequests, later.Summary.ProviderRequests));
        Assert.All(later.Rows, row => Assert.Equal(Monday, row.Row.AsOf.Date));
    }

    [Fact]
    public async Task A_damaged_day_is_asked_for_again_and_no_other()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(Symbols));
        await test.RestartAsync();
        await DamageAsync(test, "day/2026-02-04");
        var before = test.Requests;

        var healed = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Symbols, 1), (healed.Summary.Ranked, test.Requests - before));
        Assert.EndsWith(Grouped(new DateOnly(2026, 2, 4)), test.Server.Requests.All[^1].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_in_none_of_the_days_has_no_bars_in_a_scan_and_a_request_of_its_own_as_a_single()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        var stranger = Symbol.Parse("OTCXY");
        var request = Request([.. Enumerable.Range(0, Symbols).Select(SymbolAt), stranger]);

        var scan = await test.ScanAsync(request);
        await test.RestartAsync();
        var again = await test.ScanAsync(request);
        await test.RestartAsync();
        await test.Engine.GetHistoryAsync(new PriceHistoryKey(stranger, 90, Frequency.Daily), default);

        Assert.Equal(new SymbolFailure(stranger, "no bars in the window"), Assert.Single(scan.Failures));
        Assert.Equal((0, new TierCounts(0, Symbols + 1, 0)), (again.Summary.ProviderRequests, again.Summary.Tiers));
        Assert.Equal(1, test.SingleRequests);
    }

    [Fact]
    public async Task A_store_that_takes_nothing_costs_its_copies_and_no_answer()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        using (var locked = Microsoft.Data.Sqlite.SqliteFactory.Instance.CreateConnection()!)
        {
            locked.ConnectionString = $"Data Source={Path.Combine(test.Folder, "technic.db")};Pooling=False";
            await test.ScanAsync(Request(1));
            locked.Open();
            using var command = locked.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();

            Assert.Equal(Symbols, (await test.ScanAsync(Request(Symbols))).Summary.Ranked);
        }
        await test.Engine.ClearMemoryAsync(default);
        Assert.Equal(0, (await test.ScanAsync(Request(Symbols))).Summary.ProviderRequests);
    }

    private static async Task DamageAsync(MarketUnderTest test, string document)
    {
        using var connection = Microsoft.Data.Sqlite.SqliteFactory.Instance.CreateConnection()!;
        connection.ConnectionString = $"Data Source={Path.Combine(test.Folder, "technic.db")};Pooling=False";
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE document SET payload = randomblob(1000) WHERE name = '{document}'";
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
