using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Embedded.Tests.Loading;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests;

/// <summary>A replay has the names and types of its day, which are requested once.</summary>
public sealed class PastListTests
{
    private const int Symbols = 60;
    private const string Lists = "/v3/reference/tickers";

    private static readonly DateOnly Past = new(2025, 12, 15);
    private static readonly DateOnly Gone = new(2026, 1, 20);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly Symbol Old = Symbol.Parse("OLD");

    private static FakeMarket Market()
    {
        var market = MarketOf(Symbols, Tuesday).AddRandomWalk("OLD", Tuesday.AddYears(-1), Tuesday);
        return market.AddListing(new Listing(Old, "Old Corp.", "NYSE") { Type = "ADRC" }).Delist(Old, Gone);
    }

    private static ScanRequest Replay(DateOnly? day) => Request(0, days: 30, day) with { Universe = null, Types = SecurityTypes.Usual };

    private static int Dated(MarketUnderTest test) =>
        test.Server.Requests.All.Count(request => request.Url.Contains("date=", StringComparison.Ordinal));

    [Fact]
    public async Task A_symbol_that_is_gone_has_its_name_and_its_type()
    {
        await using var test = await StartAsync(Market(), Tuesday);

        var replay = await test.ScanAsync(Replay(Past));
        var present = await test.ScanAsync(Replay(null));

        var row = replay.Rows.Single(row => row.Row.Symbol == Old);
        Assert.Equal(("Old Corp.", "ADRC"), (row.Listing.Name, row.Listing.Type));
        Assert.DoesNotContain(present.Rows, row => row.Row.Symbol == Old);
        Assert.Equal((Symbols + 1, Symbols), (replay.Summary.Ranked, present.Summary.Ranked));
    }

    [Fact]
    public async Task A_type_is_filtered_by_what_it_was_on_that_day()
    {
        await using var test = await StartAsync(Market(), Tuesday);

        var replay = await test.ScanAsync(Replay(Past) with { Types = ["CS"] });

        Assert.Equal((Symbols, 1), (replay.Summary.Ranked, replay.Filtered[FilterRules.Type]));
    }

    [Fact]
    public async Task The_list_of_a_day_is_requested_once_whatever_begins_anew()
    {
        await using var test = await StartAsync(Market(), Tuesday, server: new FakePolygonOptions { PageSize = 25 });

        var plan = await test.Engine.PlanAsync(Replay(Past), CancellationToken.None);
        var first = await test.ScanAsync(Replay(Past));
        var second = await test.ScanAsync(Replay(Past));
        await test.RestartAsync();
        var third = await test.ScanAsync(Replay(Past));

        // Three pages; the present list is not needed.
        Assert.Equal((3, 3, 1), (plan.ListingRequests, test.Server.Requests.CountOf(Lists), Dated(test)));
        Assert.Equal((0, 0), (second.Summary.ProviderRequests, third.Summary.ProviderRequests));
        Assert.Equal(test.Requests, 3 + first.Summary.ProviderRequests);
        test.GoTo(Tuesday.AddDays(30));
        await test.ScanAsync(Replay(Past));
        Assert.Equal(3, test.Server.Requests.CountOf(Lists));
    }

    [Fact]
    public async Task Another_day_has_a_list_of_its_own_and_the_newest_session_the_present_one()
    {
        await using var test = await StartAsync(Market(), Tuesday);

        await test.ScanAsync(Replay(Past));
        await test.ScanAsync(Replay(Past.AddDays(1)));
        await test.ScanAsync(Replay(Tuesday));

        Assert.Equal((3, 2), (test.Server.Requests.CountOf(Lists), Dated(test)));
    }

    [Fact]
    public async Task Without_the_list_of_the_day_names_are_those_of_the_present_list_and_it_is_not_requested_in_each_scan()
    {
        await using var test = await StartAsync(Market(), Tuesday);
        test.Server.Faults.Add(Fault.NotAuthorized().OnPath(Lists).Once());

        var replay = await test.ScanAsync(Replay(Past));
        await test.ScanAsync(Replay(Past));

        Assert.Equal((Symbols + 1, 1), (replay.Summary.Ranked, Dated(test)));
        Assert.Null(replay.Rows.Single(row => row.Row.Symbol == Old).Listing.Name);
        Assert.NotNull(replay.Rows.Single(row => row.Row.Symbol == SymbolAt(3)).Listing.Name);
        test.Time.Advance(TimeSpan.FromMinutes(15));
        await test.ScanAsync(Replay(Past));
        Assert.Equal(2, Dated(test));
    }
}
