using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>The number of requests for a market; nothing is requested twice.</summary>
public sealed class WholeMarketTests
{
    private const int Symbols = 120;

    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);

    private static int SessionsOf(int days, DateOnly to) => ExchangeCalendar.Nyse.SessionsBetween(to.AddDays(-days), to).Count();

    [Fact]
    public async Task A_cold_market_takes_a_request_a_session_and_one_for_the_splits()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);

        var cold = (await test.ScanAsync(Request(Symbols))).Summary;

        Assert.Equal((SessionsOf(90, Monday), 1, 0), (test.GroupedRequests, test.SplitRequests, test.SingleRequests));
        Assert.Equal((Symbols, test.Requests, new TierCounts(0, 0, Symbols)), (cold.Ranked, cold.ProviderRequests, cold.Tiers));
        var warm = (await test.ScanAsync(Request(Symbols))).Summary;
        Assert.Equal((0, new TierCounts(Symbols, 0, 0)), (warm.ProviderRequests, warm.Tiers));
    }

    [Fact]
    public async Task The_next_session_takes_three_requests_however_many_symbols()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(Symbols));
        test.GoTo(Tuesday);

        var next = (await test.ScanAsync(Request(Symbols))).Summary;

        Assert.Equal((3, Tuesday, Symbols), (next.ProviderRequests, next.AsOf, next.Ranked));
        Assert.Equal((SessionsOf(90, Monday) + 2, 2), (test.GroupedRequests, test.SplitRequests));
    }

    [Fact]
    public async Task After_a_restart_the_store_answers_without_a_request()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        var cold = await test.ScanAsync(Request(Symbols));
        await test.RestartAsync();
        var before = test.Requests;

        var again = await test.ScanAsync(Request(Symbols));

        Assert.Equal((before, new TierCounts(0, Symbols, 0)), (test.Requests, again.Summary.Tiers));
        Assert.Equal(cold.Rows, again.Rows);
    }

    [Fact]
    public async Task Another_window_asks_only_for_the_sessions_that_are_missing()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(Symbols, days: 60));
        var before = test.GroupedRequests;

        Assert.Equal(0, (await test.ScanAsync(Request(Symbols, days: 30))).Summary.ProviderRequests);
        await test.ScanAsync(Request(Symbols, days: 90));

        Assert.Equal(SessionsOf(90, Monday) - SessionsOf(60, Monday), test.GroupedRequests - before);
        Assert.Equal(0, test.SingleRequests);
    }

    [Fact]
    public async Task Histories_are_those_that_one_request_a_symbol_brings()
    {
        var market = MarketOf(Symbols, Monday)
            .AddSplit(new Split(SymbolAt(3), new DateOnly(2026, 2, 3), 4)).AddSplit(new Split(SymbolAt(4), Tuesday, 2));
        await using var test = await StartAsync(market, Monday);
        await test.ScanAsync(Request(Symbols));

        for (var i = 0; i < 6; i++)
        {
            var history = (await test.Engine.GetHistoryAsync(new PriceHistoryKey(SymbolAt(i), 90, Frequency.Daily), default)).History!;
            var expected = market.Daily(SymbolAt(i), Monday.AddDays(-90), Monday, adjusted: true);
            Assert.Equal(expected.Close.ToArray(), history.Bars.Close.ToArray());
            Assert.Equal(expected.Volume.ToArray(), history.Bars.Volume.ToArray());
            Assert.Equal(expected.Times.ToArray(), history.Bars.Times.ToArray());
        }
        Assert.Equal(0, test.SingleRequests);
    }

    [Fact]
    public async Task A_few_symbols_are_asked_for_one_by_one()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);

        var planned = await PlanAsync(test, Request(20));

        Assert.Equal((20, 0, 0, 20), (planned.Plan.Requests, planned.Plan.Days, planned.Plan.SplitRequests, planned.Plan.Singles));
        await test.ScanAsync(Request(20));
        Assert.Equal((20, 0), (test.SingleRequests, test.GroupedRequests));
    }

    [Fact]
    public async Task A_market_known_by_single_symbols_is_continued_by_days()
    {
        await using var test = await StartAsync(MarketOf(20, Monday), Monday);
        await test.ScanAsync(Request(20));
        await test.RestartAsync();
        test.GoTo(Tuesday);
        test.Server.Requests.Clear();

        var next = await test.ScanAsync(Request(20));

        // Monday evening's bars were preliminary.
        Assert.Equal((2, 1, 0), (test.GroupedRequests, test.SplitRequests, test.SingleRequests));
        Assert.All(next.Rows, row => Assert.Equal(Tuesday, row.Row.AsOf.Date));
    }

    private static async Task<ScanPlanned> PlanAsync(MarketUnderTest test, ScanRequest request)
    {
        await foreach (var update in test.Engine.ScanAsync(request, CancellationToken.None))
        {
            if (update is ScanPlanned planned) return planned;
        }
        throw new InvalidOperationException("There was no plan.");
    }
}
