using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Embedded.Tests.Loading;

/// <summary>A store that version 0.1.0 wrote on a Wednesday afternoon.</summary>
public sealed class OldStoreTests
{
    private const int Symbols = 90;

    private static readonly DateOnly Wednesday = new(2026, 11, 25);
    private static readonly DateOnly Friday = new(2026, 11, 27);

    [Fact]
    public async Task Its_days_answer_without_a_request_and_its_last_one_is_preliminary()
    {
        await using var test = await StartAsync();

        var scan = await test.ScanAsync(Request());

        Assert.Empty(test.Server.Requests.All.Select(request => request.ToString()));
        Assert.Equal((0, Wednesday, DayState.Preliminary), (test.Requests, scan.Summary.AsOf, scan.Summary.Data));
        Assert.Equal(new TierCounts(0, Symbols, 0), scan.Summary.Tiers);
        Assert.InRange(scan.Summary.Ranked, Symbols - 10, Symbols);
    }

    [Fact]
    public async Task Its_preliminary_day_is_requested_once_more_with_the_next_session()
    {
        await using var test = await StartAsync();
        test.GoTo(Friday);

        var scan = await test.ScanAsync(Request());
        var again = await test.ScanAsync(Request());

        // Two days, the splits, and the list of symbols, which is older than a day.
        Assert.Equal((2, 1, 0), (test.GroupedRequests, test.SplitRequests, test.SingleRequests));
        Assert.Equal((Friday, 4, 0), (scan.Summary.AsOf, scan.Summary.ProviderRequests, again.Summary.ProviderRequests));
        var days = await test.Engine.GetDaysAsync(CancellationToken.None);
        Assert.Equal(DayState.Final, days!.Single(day => day.Day == Wednesday).State);
    }

    [Fact]
    public async Task Its_histories_answer()
    {
        await using var test = await StartAsync();

        var key = new PriceHistoryKey(Symbol.Parse("SYN00006"), 500, Frequency.Daily);
        var lookup = await test.Engine.GetHistoryAsync(key, CancellationToken.None);

        Assert.Empty(test.Server.Requests.All.Select(request => request.ToString()));
        Assert.Equal((Tier.Store, 347, 0), (lookup.Tier, lookup.History!.Bars.Count, test.Requests));
    }

    private static async Task<MarketUnderTest> StartAsync()
    {
        var market = await FakeMarket.SyntheticAsync(Symbols, Friday.AddYears(-3), Friday);
        return await MarketUnderTest.StartAsync(market, Wednesday, store: TestData.PathOf("store-0.1.0/technic.db"));
    }

    private static ScanRequest Request() => new() { Days = 60, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, MaxAge = 60 };
}
