using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.FakePolygon;

namespace Technic.Cli.Tests;

/// <summary>Loading whole markets with the command line.</summary>
public sealed class LoadingTests : ProgramTests
{
    /// <summary>The sessions of a window of 60 days.</summary>
    private const int Days = 43;

    private static readonly string[] Market200 = Symbols(200);

    private string[] Whole(FakePolygonServer server, string command, params string[] more) =>
    [
        command, "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--as-of", LastDay, "--data", Data, "--days", "60", .. more,
    ];

    [Fact]
    public async Task The_plan_needs_no_requests_and_matches_the_scan()
    {
        await using var server = await ServeAsync(Market200);
        var symbols = string.Join(',', Market200);

        var plan = (await RunAsync(Whole(server, "scan", "--symbols", symbols, "--plan"))).Succeeded();
        var json = (await RunAsync(Whole(server, "scan", "--symbols", symbols, "--plan", "--format", "json"))).Succeeded().Json;
        Assert.Equal(0, server.Requests.Count);
        await RunAsync(Whole(server, "scan", "--symbols", symbols));
        var asked = server.Requests.Count;
        var again = (await RunAsync(Whole(server, "scan", "--symbols", symbols, "--plan"))).Succeeded();

        Assert.Equal((Days, 0), (json.Int("days"), json.Int("singles")));
        // The splits of the later years need more pages than this server has.
        Assert.InRange(json.Int("requests"), asked, asked + 5);
        Assert.StartsWith("200 symbols to load with ", plan.Output, StringComparison.Ordinal);
        Assert.Contains($"{Days} whole-market days (2024-04-29 to 2024-06-28), ", plan.Output, StringComparison.Ordinal);
        Assert.StartsWith("No API requests needed", again.Output, StringComparison.Ordinal);
        Assert.Equal(asked, server.Requests.Count);
    }

    [Fact]
    public async Task Warm_fails_when_the_prices_cannot_be_stored()
    {
        File.WriteAllText(Data, "a file where the folder should be");

        var warmed = await RunAsync("warm", "--source", "synthetic", "--synthetic-symbols", "20", "--data", Data);

        Assert.Equal(1, warmed.ExitCode);
        Assert.Contains(" were not stored and will be loaded again when needed. The price store ", warmed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warm_preloads_the_data_of_the_next_scan()
    {
        await using var server = await ServeAsync(Market200);

        var warmed = (await RunAsync(Whole(server, "warm"))).Succeeded();
        // The days, the splits and the list of symbols. The last day comes before the plan: its symbols are those of the replay.
        Assert.Equal(45, server.Requests.Count);
        var scan = (await RunAsync(Whole(server, "scan", "--format", "json"))).Succeeded().Json;
        var again = (await RunAsync(Whole(server, "warm"))).Succeeded();

        Assert.Equal("", warmed.Error);
        Assert.StartsWith("200 symbols as of 2024-06-28: 45 requests to polygon@127.0.0.1 (42 whole-market days (2024-04-29 to "
            + "2024-06-27)) in ", Assert.Single(warmed.OutputLines), StringComparison.Ordinal);
        Assert.EndsWith("; 200 ready, 0 stale, 0 without prices.", warmed.OutputLines[0], StringComparison.Ordinal);
        Assert.Equal((0, 200), (scan.Int("runs.0.summary.providerRequests"), scan.Int("runs.0.summary.tiers.store")));
        Assert.Contains(": 0 requests to ", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warm_fails_with_the_reason_if_the_provider_fails()
    {
        await using var server = await ServeAsync(Market200);
        server.Faults.Add(Fault.WebPage().OnPath("/grouped/").After(1).Once());

        var failed = await RunAsync(Whole(server, "warm"));
        var again = (await RunAsync(Whole(server, "warm"))).Succeeded();

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("200 without prices", failed.Output, StringComparison.Ordinal);
        Assert.Contains("whole market on", failed.Error, StringComparison.Ordinal);
        Assert.Contains("1 request to", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sectors_of_an_imported_file_make_a_sector_filter_work()
    {
        await using var server = await ServeAsync(Market200);
        var file = Path.Combine(Data, "companies.csv");
        Directory.CreateDirectory(Data);
        await File.WriteAllLinesAsync(file,
            ["symbol,sector,market_cap", $"{Market200[3]},Energy,5000000000", $"{Market200[4]},Technology,6000000000"]);

        var refused = await RunAsync(Whole(server, "scan", "--sector", "Energy"));
        var imported = (await RunAsync("universe", "import", file, "--polygon-url", server.BaseAddress.ToString(), "--data",
            Data)).Succeeded();
        var scan = (await RunAsync(Whole(server, "scan", "--sector", "Energy", "--format", "json"))).Succeeded().Json;

        Assert.Equal((2, "No symbol has a sector, so 'sectors' cannot be applied"), (refused.ExitCode, refused.Error[..54]));
        Assert.StartsWith("2 symbols with company details as of ", imported.Output, StringComparison.Ordinal);
        Assert.Contains("2 with a sector, 0 with an industry, 2 with a market capitalisation", imported.Output, StringComparison.Ordinal);
        Assert.Equal((1, Market200[3]), (scan.Int("runs.0.summary.ranked"), scan.Text("runs.0.rows.0.symbol")));
    }

    [Fact]
    public async Task Enrichment_stops_at_the_quota_of_the_day_and_says_so()
    {
        await using var server = await ServeAsync(Market200);
        server.Market.AddCompany(Symbol.Parse(Market200[0]), new FakeCompany(1311, "CRUDE PETROLEUM", 1e10));
        string[] enrich = ["universe", "enrich", "--per-day", "20", "--polygon-url", server.BaseAddress.ToString(), "--rate", "0",
            "--data", Data];

        var first = (await RunAsync(enrich)).Succeeded();
        var again = (await RunAsync(enrich)).Succeeded();

        Assert.Contains("20 API requests: ", first.Output, StringComparison.Ordinal);
        Assert.Contains("180 symbols left. The 20 requests of today are used; run again tomorrow.", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("0 API requests: ", again.Output, StringComparison.Ordinal);
        Assert.Equal(20, server.Requests.CountOf("/reference/tickers/"));
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task An_interrupted_load_resumes_with_the_next_run(PosixSignal signal)
    {
        await using var server = await ServeAsync(Market200);
        server.Faults.Add(Fault.Hang().OnPath("/grouped/").After(20));
        using (var first = Start([], Whole(server, "warm")))
        {
            await server.Requests.WaitForAsync(22);
            first.Signal(signal);
            Assert.Equal(130, (await first.EndAsync()).ExitCode);
        }
        server.Faults.Clear();
        var asked = server.Requests.Count;

        var resumed = (await RunAsync(Whole(server, "warm"))).Succeeded();

        Assert.EndsWith("; 200 ready, 0 stale, 0 without prices.", resumed.OutputLines[0], StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count - asked, 1, Days - 20 + 12);
    }

    [Fact]
    public async Task A_scan_of_imported_flat_files_and_splits_needs_no_requests()
    {
        var market = Market(Market200).AddSplit(new Split(Symbol.Parse("T003"), new DateOnly(2024, 6, 10), 4));
        await using var server = await FakePolygonServer.StartAsync(market);
        var files = Sessions(server).Select(day => WriteFlatFile(server, day)).ToArray();
        var splits = Folder.Write("splits.csv", "symbol,execution_date,ratio\nT003,2024-06-10,4\n");

        var import = (await RunAsync(
            ["import", .. files, "--splits", splits, "--polygon-url", server.BaseAddress.ToString(), "--data", Data])).Succeeded();
        var scan = (await RunAsync(Whole(server, "scan", "--symbols", string.Join(',', Market200), "--format", "json"))).Succeeded().Json;
        var bars = (await RunAsync(Whole(server, "history", "T003", "--format", "json"))).Succeeded().Json;
        var again = (await RunAsync(["import", files[0], "--polygon-url", server.BaseAddress.ToString(), "--data", Data])).Succeeded();

        Assert.Equal("", import.Error);
        Assert.StartsWith("43 days imported, 2024-04-29 to 2024-06-28: 8,600 bars, 200 symbols per day.",
            import.OutputLines[^1], StringComparison.Ordinal);
        Assert.Equal(44, import.OutputLines.Length);
        Assert.Equal((0, 0, 200),
            (server.Requests.Count, scan.Int("runs.0.summary.providerRequests"), scan.Int("runs.0.summary.tiers.store")));
        var expected = market.Daily(
            Symbol.Parse("T003"), new DateOnly(2024, 4, 29), DateOnly.Parse(LastDay, CultureInfo.InvariantCulture), adjusted: true);
        Assert.Equal(expected.Close.ToArray(), bars.At("bars").EnumerateArray().Select(bar => bar.GetProperty("close").GetDouble()));
        Assert.StartsWith("No new days imported. 1 day already in the price store", again.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_lines_are_skipped_and_reported()
    {
        var file = WriteBars(
            "bars.csv", "AAA,2024-06-27,10,11,9,10,1000", "AAA,2024-06-28,10,9,11,10,1000", "AAA,2024-06-29,1,1,1,1,1",
            "B/B/B,2024-06-27,1,1,1,1,1");

        var import = await RunAsync("import", file, "--data", Data);

        Assert.Equal((1, 4), (import.ExitCode, import.ErrorLines.Length));
        Assert.Contains("(impossible bar)", import.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("line 3", import.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains(import.ErrorLines, line => line.Contains("closed on 2024-06-29", StringComparison.Ordinal));
        Assert.Contains(import.ErrorLines, line => line.Contains("(invalid symbol)", StringComparison.Ordinal));
        Assert.StartsWith("1 day imported, 2024-06-27 to 2024-06-27: 1 bar, 1 symbol per day", import.OutputLines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_file_is_rejected_with_a_message()
    {
        (await RunAsync("import", Folder.Write("no.csv", "a,b\n1,2\n"), "--data", Data)).FailedWith(2, "no.csv", "symbol");
        (await RunAsync("import", Folder.File("nowhere.csv"), "--data", Data)).FailedWith(2, "nowhere.csv");
    }

    private static IEnumerable<DateOnly> Sessions(FakePolygonServer server) =>
        ExchangeCalendar.Nyse.SessionsBetween(server.Market.Today.AddDays(-60), server.Market.Today);

    /// <summary>A day in the format of the vendor's flat files.</summary>
    private string WriteFlatFile(FakePolygonServer server, DateOnly day)
    {
        var text = new StringBuilder("ticker,volume,open,close,high,low,window_start,transactions\n");
        var start = NewYork.Instant(day, default).ToUnixTimeMilliseconds() * 1_000_000;
        foreach (var symbol in server.Market.Symbols.Order())
        {
            var bar = server.Market.Daily(symbol, day, day, adjusted: false)[0];
            text.Append(CultureInfo.InvariantCulture, $"{symbol},{bar.Volume},{bar.Open},{bar.Close},{bar.High},{bar.Low},{start},77\n");
        }
        return Folder.Write($"{day:yyyy-MM-dd}.csv", text.ToString());
    }
}
