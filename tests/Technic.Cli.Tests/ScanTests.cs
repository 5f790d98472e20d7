using System.Text.Json;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary><c>technic scan</c> against a real server and a real store.</summary>
public sealed class ScanTests : ProgramTests
{
    [Fact]
    public async Task The_second_run_comes_from_memory_and_half_of_all_lookups_hit()
    {
        await using var server = await ServeAsync(Symbols(20));

        var result = (await RunAsync(Scan(server, "--symbols", string.Join(',', Symbols(20)), "--repeat", "2", "--format", "json")))
            .Succeeded();

        var runs = result.Json.At("runs");
        Assert.Equal(("0/0/20", "20/0/0"), (Tiers(runs[0]), Tiers(runs[1])));
        var statistics = runs[1].At("statistics");
        Assert.Equal((20, 20, 40), (statistics.Int("hits"), statistics.Int("misses"), statistics.Int("total")));
        Assert.Equal((50.0, 20), (statistics.Number("hitRate"), statistics.Int("cacheSize")));
        // A replay also requests later splits, to reverse them.
        Assert.Equal((20, 0, 21), (statistics.Int("memoryHits"), statistics.Int("storeHits"), statistics.Int("providerFetches")));
        var elapsed = runs.EnumerateArray().Select(run => run.Number("summary.elapsedMs")).ToArray();
        Assert.Equal(elapsed[0] / elapsed[1], result.Json.Number("speedup"), 0.01);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task A_new_process_finds_everything_in_the_store()
    {
        await using var server = await ServeAsync(Symbols(20));
        var scan = Scan(server, "--symbols", string.Join(',', Symbols(20)), "--format", "json");
        await RunAsync(scan);
        server.Requests.Clear();

        var run = (await RunAsync(scan)).Succeeded().Json.At("runs.0");

        Assert.Equal("0/20/0", Tiers(run));
        Assert.Equal(0, server.Requests.Count);
        Assert.Equal(0, run.Int("summary.providerRequests"));
    }

    [Fact]
    public async Task Without_symbols_the_provider_s_own_list_is_scanned()
    {
        await using var server = await ServeAsync(Symbols(7));

        var run = (await RunAsync(Scan(server, "--format", "json"))).Succeeded().Json.At("runs.0");

        Assert.Equal(7, run.Int("summary.requested"));
        Assert.Contains("T000 Inc.", run.At("rows").Each("name"));
    }

    [Fact]
    public async Task JSON_has_every_column_in_every_row_and_null_where_there_is_no_value()
    {
        await using var server = await ServeAsync(Symbols(3));

        var scan = await RunAsync(Scan(server, "--symbols", "T000,T001,T002,NONE", "--days", "150", "--format", "json"));
        var run = scan.Succeeded().Json.At("runs.0");

        Assert.Equal(["summary", "statistics", "regime", "filtered", "failures", "jumps", "rows"], run.Names());
        Assert.Equal(
            ["requested", "ranked", "filtered", "failed", "stale", "elapsedMs", "providerRequests", "tiers", "asOf", "data", "days",
                "provisional", "withGaps", "marketSymbols", "source", "cut"],
            run.At("summary").Names());
        Assert.Equal((LastDay, "polygon@127.0.0.1"), (run.Text("summary.asOf"), run.Text("summary.source")));
        Assert.Equal(("NONE", "no bars in the window"), (run.Text("failures.0.symbol"), run.Text("failures.0.reason")));
        Assert.Equal(3, run.At("rows").GetArrayLength());
        Assert.All(run.At("rows").EnumerateArray(), row =>
        {
            Assert.Equal(ScanColumns.All.Select(column => column.Name), row.Names());
            Assert.Equal(JsonValueKind.False, row.At("stale").ValueKind);
            Assert.Equal(JsonValueKind.Null, row.At("jump").ValueKind);
            Assert.Equal(JsonValueKind.Null, row.At("sector").ValueKind);
            Assert.Equal(JsonValueKind.Number, row.At("rsi14").ValueKind);
            Assert.Equal(LastDay, row.Text("asOf"));
        });
    }

    [Fact]
    public async Task Every_symbol_is_ranked_filtered_or_failed()
    {
        var rows = Rising("AAA").Concat(Rising("FEW", sessions: 5)).Concat(Rising("BBB"));

        var result = (await RunAsync(
            "scan", "--csv", WriteBars("bars.csv", [.. rows]), "--as-of", LastDay, "--data", Data, "--symbols", "AAA,BBB,FEW,NONE,AAA",
            "--format", "json")).Succeeded();

        var run = result.Json.At("runs.0");
        var summary = run.At("summary");
        Assert.Equal((5, 2, 2, 1), (summary.Int("requested"), summary.Int("ranked"), summary.Int("filtered"), summary.Int("failed")));
        Assert.Equal((1, 1), (run.Int("filtered.min bars"), run.Int("filtered.repeated symbol")));
        Assert.Equal("NONE", run.Text("failures.0.symbol"));
    }

    [Fact]
    public async Task Some_failed_symbols_are_listed_and_the_run_succeeds()
    {
        await using var server = await ServeAsync(["AAA"]);

        var result = (await RunAsync(Scan(server, "--symbols", "AAA,NONE,NADA"))).Succeeded();

        Assert.Contains("Failed: NADA, NONE: no bars in the window", result.Output, StringComparison.Ordinal);
        Assert.Contains("3 symbols = 1 ranked + 0 filtered + 2 failed.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_all_symbols_fail_the_run_fails_with_the_most_frequent_reason()
    {
        await using var server = await ServeAsync(["AAA"]);
        server.Faults.Add(Fault.Body("{\"status\":\"OK\",\"ticker\":\"ZZZ\",\"results\":[]}").OnTicker("ODD"));

        var result = await RunAsync(Scan(server, "--symbols", "NONE,NADA,ODD"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("All 3 symbols failed, 2 of them for the same reason (NADA): no bars in the window",
            Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_API_key_the_first_line_announces_synthetic_prices()
    {
        var table = (await RunAsync("scan", "--synthetic-symbols", "30", "--top", "3", "--data", Data)).Succeeded();
        var json = (await RunAsync("scan", "--synthetic-symbols", "30", "--top", "3", "--data", Data, "--format", "json")).Succeeded();

        Assert.StartsWith("SYNTHETIC PRICES.", table.Output, StringComparison.Ordinal);
        Assert.Contains("POLYGON_API_KEY", table.OutputLines[0], StringComparison.Ordinal);
        Assert.Equal(table.OutputLines[0], Assert.Single(json.ErrorLines));
        Assert.Equal("synthetic-42", json.Json.Text("runs.0.summary.source"));
    }

    [Fact]
    public async Task The_seed_determines_the_synthetic_market()
    {
        async Task<string> FirstRowAsync(string seed) => (await RunAsync(
            "scan", "--source", "synthetic", "--seed", seed, "--symbols", "SYN00001", "--as-of", LastDay, "--data", Data,
            "--min-dollar-volume", "0", "--min-price", "0", "--format", "csv"))
            .Succeeded().OutputLines[1];

        Assert.Equal(await FirstRowAsync("7"), await FirstRowAsync("7"));
        Assert.NotEqual(await FirstRowAsync("7"), await FirstRowAsync("8"));
    }

    [Fact]
    public async Task A_source_option_overrides_a_key_in_the_environment()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAA")]);

        var result = (await RunWithAsync(
            new() { ["POLYGON_API_KEY"] = "unused" }, "scan", "--csv", bars, "--as-of", LastDay, "--data", Data, "--format", "json"))
                .Succeeded();

        Assert.StartsWith("csv-", result.Json.Text("runs.0.summary.source"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_never_contains_escape_codes_or_progress()
    {
        await using var server = await ServeAsync(Symbols(5));
        Dictionary<string, string> keen = new()
        {
            ["TERM"] = "xterm-256color",
            ["GITHUB_ACTIONS"] = "true",
            ["FORCE_COLOR"] = "1",
            ["COLORTERM"] = "truecolor",
        };

        foreach (var format in new[] { "table", "json", "csv" })
        {
            var result = (await RunWithAsync(
                keen, Scan(server, "--symbols", string.Join(',', Symbols(5)), "--repeat", "2", "--format", format))).Succeeded();

            Assert.DoesNotContain((result.Output + result.Error).Replace("\n", "", StringComparison.Ordinal), char.IsControl);
            Assert.DoesNotContain("█", result.Output + result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_table_shows_the_rows_of_the_last_run_once_and_the_measured_speedup()
    {
        await using var server = await ServeAsync(Symbols(5));

        var result = (await RunAsync(Scan(server, "--symbols", string.Join(',', Symbols(5)), "--repeat", "2"))).Succeeded();

        Assert.Single(result.OutputLines, line => line.Contains("  T003  ", StringComparison.Ordinal));
        Assert.Contains("Run 1 of 2", result.OutputLines);
        Assert.Contains("hit rate 50.0 %", result.Output, StringComparison.Ordinal);
        Assert.Matches("Run 2: .+, run 1: .+; [0-9.]+ times as fast[.]", result.OutputLines[^1]);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task A_wait_for_the_rate_limit_is_announced()
    {
        await using var server = await ServeAsync(Symbols(20));
        using var process = Start(
            [], "scan", "--polygon-url", server.BaseAddress.ToString(), "--rate", "5", "--as-of", LastDay, "--data", Data,
            "--symbols", string.Join(',', Symbols(20)));

        await process.SeeAsync("Loading 20 symbols with 20 API requests (20 single symbols). Estimated time at the rate limit: 3 min 49 s");
        process.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);

        Assert.Equal(130, (await process.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task CSV_contains_no_spreadsheet_formulas()
    {
        await using var server = await ServeAsync(["AAA", "BBB", "CCC", "DDD", "EEE"]);
        var universe = Folder.Write(
            "universe.csv", "symbol,name\nAAA,\"=cmd|' /C calc'!A0\"\nBBB,+1\nCCC,-2+3\nDDD,@SUM(A1)\nEEE,\"\t=1\"\n");

        var result = (await RunAsync(Scan(server, "--universe", universe, "--format", "csv", "--sort", "symbol", "--ascending")))
            .Succeeded();

        var names = result.OutputLines.Skip(1).Select(line => line.Split(',')[2]).ToArray();
        Assert.Equal(["'=cmd|' /C calc'!A0", "'+1", "'-2+3", "'@SUM(A1)"], names[..4]);
        Assert.DoesNotContain(names, name => name.TrimStart('"') is ['=' or '+' or '-' or '@' or '\t', ..]);
        Assert.Contains(result.OutputLines.Skip(1).SelectMany(line => line.Split(',')),
            field => field.StartsWith('-') && double.TryParse(field, out _));
    }

    [Fact]
    public async Task Names_cannot_contain_terminal_escape_codes()
    {
        await using var server = await ServeAsync(["AAA"]);
        var universe = Folder.Write("universe.csv", "symbol,name\nAAA,\"Evil \u001b[2J\u202Ename\"\n");

        var result = (await RunAsync(Scan(server, "--universe", universe))).Succeeded();

        Assert.Contains("Evil \uFFFD[2J\uFFFDname", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_file_is_written_atomically_and_replaces_an_older_one()
    {
        await using var server = await ServeAsync(["AAA"]);
        var file = Folder.Write("rows.csv", "old");

        var result = (await RunAsync(Scan(server, "--symbols", "AAA", "--format", "csv", "--output", file))).Succeeded();

        Assert.Equal("", result.Output);
        Assert.StartsWith("rank,symbol,name", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(["rows.csv"], Directory.GetFiles(Folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_failed_run_keeps_the_older_file_and_no_temporary_file()
    {
        await using var server = await ServeAsync(["AAA"], new FakePolygonOptions { Key = "another" });
        var file = Folder.Write("rows.json", "old");

        var result = await RunAsync(Scan(server, "--symbols", "AAA", "--format", "json", "--output", file));

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal(["rows.json"], Directory.GetFiles(Folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_filters_of_the_command_line_reach_the_scan()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAA"), .. Rising("BBB"), .. Rising("CCC"), .. Rising("DDD")]);
        var universe = Folder.Write(
            "universe.csv", "symbol,exchange,sector,industry\nAAA,NYSE,Energy,Oil\nBBB,NASDAQ,Technology,Oil\nCCC,NYSE,Energy,Coal\nDDD,"
                + "NYSE,Health Care,Oil\n");
        string[] scan = ["scan", "--csv", bars, "--universe", universe, "--as-of", LastDay, "--data", Data, "--format", "json"];

        var result = (await RunAsync(
            [.. scan, "--sector", "energy", "--sector", "Information Technology", "--exchange", "nyse", "--industry", "oil"])).Succeeded();
        var none = (await RunAsync([.. scan, "--min-rating", "100", "--no-shorts", "--signal", "strong-long"])).Succeeded();

        var filtered = result.Json.At("runs.0.filtered");
        Assert.Equal((1, 1, 1), (filtered.Int("sector"), filtered.Int("exchange"), filtered.Int("industry")));
        Assert.Equal("AAA", result.Json.Text("runs.0.rows.0.symbol"));
        var cheap = (await RunAsync([.. scan, "--where", "symbol in ('AAA', 'BBB') and close > 10"])).Succeeded();
        Assert.Equal((2, 2), (cheap.Json.Int("runs.0.summary.ranked"), cheap.Json.Int("runs.0.filtered.where")));
        Assert.Equal(4, none.Json.Int("runs.0.filtered.min rating"));
    }

    [Fact]
    public async Task A_universe_file_describes_the_named_symbols()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAA"), .. Rising("BBB"), .. Rising("CCC")]);
        var universe = Folder.Write("universe.csv", "symbol,name\nAAA,Alpha\nBBB,Beta\n");

        var result = (await RunAsync(
            "scan", "--csv", bars, "--universe", universe, "--symbols", "BBB,CCC", "--as-of", LastDay, "--data", Data, "--format", "json",
            "--sort", "symbol", "--ascending")).Succeeded();

        var rows = result.Json.At("runs.0.rows");
        Assert.Equal(
            [("BBB", "Beta"), ("CCC", null)],
            rows.EnumerateArray().Select(row => (row.Text("symbol"), row.Text("name"))));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_symbols_of_the_real_market_are_counted_and_the_third_run_needs_no_provider(bool whole)
    {
        var market = RealMarket.Open(whole);
        await using var server = await FakePolygonServer.StartAsync(FakeMarket.FromCsv(market.Bars, market.Splits));
        string[] scan =
        [
            "scan", "--source", "polygon", "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--universe", market.Constituents,
            "--as-of", "2021-04-21", "--data", Data, "--format", "json",
        ];

        var runs = (await RunAsync([.. scan, "--repeat", "2"])).Succeeded().Json.At("runs");
        var third = (await RunAsync(scan)).Succeeded().Json.At("runs.0");
        var (since, then) = (await AppleAsync("2021-04-21", days: 240), await AppleAsync("2020-08-28", days: 10));

        var all = market.Symbols;
        Assert.Equal(($"0/0/{all}", $"{all}/0/0", $"0/{all}/0"), (Tiers(runs[0]), Tiers(runs[1]), Tiers(third)));
        Assert.Equal(50.0, runs[1].Number("statistics.hitRate"));
        var summary = runs[0].At("summary");
        Assert.Equal((all, all), (summary.Int("requested"), summary.Int("ranked") + summary.Int("filtered") + summary.Int("failed")));
        // It split four for one on the next session, which a replay of the day ignores.
        Assert.Equal((124.8075, 499.23), (since, then));

        async Task<double> AppleAsync(string asOf, int days)
        {
            string[] history = ["history", "AAPL", "--as-of", asOf, "--days", $"{days}", "--polygon-url", server.BaseAddress.ToString(),
                "--rate", "0"];
            var answer = (await RunAsync([.. history, "--data", Data, "--format", "json"])).Succeeded().Json;
            return answer.At("bars").EnumerateArray().Single(bar => bar.Text("date") == "2020-08-28").Number("close");
        }
    }

    private static string Tiers(JsonElement run)
    {
        var tiers = run.At("summary.tiers");
        return $"{tiers.Int("memory")}/{tiers.Int("store")}/{tiers.Int("provider")}";
    }
}
