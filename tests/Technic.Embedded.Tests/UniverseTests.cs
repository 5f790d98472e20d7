using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded.Sqlite;
using Technic.Embedded.Tests.Loading;
using Technic.FakePolygon;
using Technic.Polygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests;

/// <summary>The symbols that a scan of the whole market considers, and their properties, over real HTTP.</summary>
public sealed class UniverseTests
{
    private const int Symbols = 30;

    private static readonly DateOnly Monday = new(2026, 3, 9);

    private static readonly ScanRequest Everything = new()
    {
        Days = 30, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, StreamRows = false,
    };

    private static FakeMarket WithTypes()
    {
        var market = MarketOf(Symbols, Monday);
        foreach (var (symbol, type) in new[] { ("SPY", "ETF"), ("TSM", "ADRC"), ("XWSW", "WARRANT"), ("BACpL", "PFD") })
        {
            market.AddRandomWalk(symbol, Monday.AddYears(-1), Monday);
            market.AddListing(new Listing(Symbol.Parse(symbol), symbol, "NYSE") { Type = type });
        }
        return market;
    }

    private static string[] Ranked(ScanResult scan) => [.. scan.Rows.Select(row => row.Row.Symbol.Text).Order()];

    [Fact]
    public async Task Common_stocks_receipts_and_funds_are_the_universe_unless_others_are_asked_for()
    {
        await using var test = await StartAsync(WithTypes(), Monday);

        var usual = await test.ScanAsync(Everything);
        var all = await test.ScanAsync(Everything with { Types = ["all"] });
        var preferred = await test.ScanAsync(Everything with { Types = ["PFD"] });

        Assert.Equal((Symbols + 2, 2), (usual.Summary.Ranked, usual.Filtered[FilterRules.Type]));
        Assert.Equal(["SPY", "TSM"], Ranked(usual).Except(Enumerable.Range(0, Symbols).Select(i => SymbolAt(i).Text)));
        Assert.Equal("ETF", usual.Rows.Single(row => row.Row.Symbol.Text == "SPY").Listing.Type);
        Assert.Equal(Symbols + 4, all.Summary.Ranked);
        Assert.Equal(["BACpL"], Ranked(preferred));
        var year = await test.ScanAsync(Everything with { Days = 360 });
        Assert.Equal(RegimeSource.Spy, year.Regime!.Source);
    }

    [Fact]
    public async Task A_type_that_does_not_exist_is_refused_in_one_sentence()
    {
        await using var test = await StartAsync(WithTypes(), Monday);

        var refused = await Assert.ThrowsAsync<ScanRequestException>(() => test.ScanAsync(Everything with { Types = ["ETFS"] }));

        Assert.StartsWith("Unknown type 'ETFS' (did you mean 'ET", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Requests);
    }

    [Fact]
    public async Task Without_a_limit_every_symbol_is_ranked_and_with_one_the_most_traded_are()
    {
        var market = MarketOf(Symbols, Monday);
        await using var test = await StartAsync(market, Monday);
        var whole = await test.ScanAsync(Everything);

        var some = await test.ScanAsync(Everything with { MaxSymbols = 10 });

        var traded = Enumerable.Range(0, Symbols).Select(SymbolAt).OrderByDescending(symbol =>
        {
            var bar = market.Daily(symbol, Monday, Monday, adjusted: false)[0];
            return bar.Close * bar.Volume;
        }).Take(10).Select(symbol => symbol.Text).Order();
        Assert.Equal((Symbols, null), (whole.Summary.Ranked, whole.Summary.Cut));
        Assert.Equal(traded, Ranked(some));
        Assert.Equal((new SymbolCut(Symbols - 10, Monday), Symbols - 10), (some.Summary.Cut, some.Filtered[FilterRules.MaxSymbols]));
        Assert.Equal(some.Summary.Requested, some.Summary.Ranked + some.Summary.Filtered + some.Summary.Failed);
    }

    [Fact]
    public async Task Without_an_archived_session_the_first_of_the_list_stay_and_the_result_says_so()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);

        var some = await test.ScanAsync(Everything with { MaxSymbols = 10 });

        Assert.Equal(Enumerable.Range(0, 10).Select(i => SymbolAt(i).Text), Ranked(some));
        Assert.Equal(new SymbolCut(Symbols - 10, Session: null), some.Summary.Cut);
    }

    [Theory]
    [InlineData("sectors")]
    [InlineData("where")]
    [InlineData("maxPerSector")]
    [InlineData("cap")]
    public async Task A_filter_on_something_that_no_symbol_has_is_refused_until_a_file_is_imported(string filter)
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        var request = filter switch
        {
            "sectors" => Everything with { Sectors = ["Energy"] },
            "where" => Everything with { Where = "sector = 'Energy'" },
            "maxPerSector" => Everything with { MaxPerSector = 3 },
            _ => Everything with { Where = "marketCap > 1e9" },
        };

        var refused = await Assert.ThrowsAsync<ScanRequestException>(() => test.ScanAsync(request));
        await ImportAsync(test, new CompanyFacts(SymbolAt(7), "Energy", "Oil", 5e9, Monday, "list.csv"));
        await test.RestartAsync();
        var scan = await test.ScanAsync(request);

        Assert.StartsWith(
            filter == "cap" ? "No symbol has a market capitalisation, so 'where'" : $"No symbol has a sector, so '{filter}'",
            refused.Message, StringComparison.Ordinal);
        Assert.Contains(SymbolAt(7).Text, Ranked(scan));
        if (filter != "maxPerSector") Assert.Equal(1, scan.Summary.Ranked);
    }

    [Fact]
    public async Task Company_details_are_requested_once_within_the_quota_of_a_day_and_go_on_the_next()
    {
        var market = WithTypes();
        market.AddCompany(SymbolAt(0), new FakeCompany(1311, "CRUDE PETROLEUM & NATURAL GAS", 4e10))
            .AddCompany(SymbolAt(1), new FakeCompany(7372, "SOFTWARE"));
        await using var test = await StartAsync(market, Monday);

        var first = await EnrichAsync(test, perDay: 20);
        var more = await EnrichAsync(test, perDay: 20);
        test.GoTo(Monday.AddDays(1));
        var next = await EnrichAsync(test, perDay: 20);
        var done = await EnrichAsync(test, perDay: 20);
        var listings = await test.Engine.GetListingsAsync(CancellationToken.None);

        // The funds, warrants and preferred shares are not companies; the receipt is.
        Assert.Equal(new EnrichmentProgress(20, 2, 11, IsQuotaUsed: true), first);
        Assert.Equal(new EnrichmentProgress(0, 0, 11, IsQuotaUsed: true), more);
        Assert.Equal(new EnrichmentProgress(11, 0, 0, IsQuotaUsed: false), next);
        Assert.Equal((0, Symbols + 1), (done.Requests, test.Server.Requests.CountOf("/reference/tickers/")));
        await test.RestartAsync();
        listings = await test.Engine.GetListingsAsync(CancellationToken.None);
        Assert.Equal(
            ("Energy", "CRUDE PETROLEUM & NATURAL GAS", 4e10),
            listings.Where(listing => listing.Symbol == SymbolAt(0))
                .Select(listing => (listing.Sector, listing.Industry, listing.MarketCap!.Value)).Single());
        Assert.Equal("Information Technology", listings.Single(listing => listing.Symbol == SymbolAt(1)).Sector);
    }

    [Fact]
    public async Task A_replay_considers_what_traded_on_its_day_delisted_symbols_included()
    {
        var market = MarketOf(Symbols, Monday);
        var gone = SymbolAt(7);
        market.Delist(gone, Monday.AddDays(-20));
        await using var test = await StartAsync(market, Monday);
        var then = Monday.AddDays(-31);

        var replay = await test.ScanAsync(Everything with { AsOf = then });
        var again = await test.ScanAsync(Everything with { AsOf = then });
        var today = await test.ScanAsync(Everything);

        Assert.Equal((Symbols, Symbols, Symbols - 1), (replay.Summary.Ranked, again.Summary.Ranked, today.Summary.Ranked));
        Assert.Contains(gone.Text, Ranked(replay));
        Assert.DoesNotContain(gone.Text, Ranked(today));
    }

    [Fact]
    public async Task A_server_without_the_new_endpoints_gives_the_same_splits_and_dividends()
    {
        var split = new Split(SymbolAt(7), Monday.AddDays(-5), 4);
        var results = new List<ScanResult>();
        foreach (var isNew in new[] { true, false })
        {
            var market = MarketOf(Symbols, Monday).AddSplit(split).AddDividend(new Dividend(SymbolAt(8), Monday.AddDays(-3), 1));
            await using var test = await StartAsync(
                market, Monday, server: new FakePolygonOptions { HasNewActions = isNew, HasOldActions = !isNew });
            results.Add(await test.ScanAsync(Everything with { Adjust = PriceAdjustment.Total }));
        }

        Assert.Equal(results[0].Rows, results[1].Rows);
    }

    private static SqliteHistoryStore StoreOf(MarketUnderTest test) =>
        new(
            test.Folder, new PolygonOptions { BaseAddress = test.Server.BaseAddress }.SourceName, test.Time,
            NullLogger<SqliteHistoryStore>.Instance);

    private static async Task ImportAsync(MarketUnderTest test, CompanyFacts company)
    {
        await using var store = StoreOf(test);
        await new CompanyStore(store, test.Time).AddAsync([company], CancellationToken.None);
    }

    /// <summary>Runs an enrichment in a new process.</summary>
    private static async Task<EnrichmentProgress> EnrichAsync(MarketUnderTest test, int perDay)
    {
        await using var store = StoreOf(test);
        await using var source = PolygonServices.CreatePriceSource(
            new PolygonOptions { BaseAddress = test.Server.BaseAddress, RequestsPerMinute = null }, test.Time, NullLoggerFactory.Instance);
        var listings = (await source.FetchListingsAsync(CancellationToken.None)).Listings;
        var companies = new CompanyStore(store, test.Time);
        var filled = await companies.FillAsync(listings, CancellationToken.None);
        return await new Enrichment(source, companies, test.Time).RunAsync(filled, perDay, _ => { }, CancellationToken.None);
    }
}
