using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Technic.FakePolygon;

namespace Technic.Cli.Tests;

/// <summary>Invalid input ends with one message and exit code 2, a failure with exit code 1.</summary>
public sealed class BadInputTests : ProgramTests
{
    public static TheoryData<string> InvalidSymbols => new()
    {
        "../../etc",
        "'; DROP TABLE",
        "",
        new string('A', 10_000),
        "\u0410\u0410PL", // Cyrillic letters that look like AA
        "A\u001b[31mB",
        "AAPL,,MSFT",
        "-",
        "A/B/C",
    };

    [Theory]
    [MemberData(nameof(InvalidSymbols))]
    public async Task A_scan_rejects_an_invalid_symbol(string text)
    {
        var result = await RunAsync("scan", "--source", "synthetic", $"--symbols={text}");

        result.FailedWith(2, "symbol");
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("'; DROP TABLE")]
    [InlineData("")]
    [InlineData("\u0410\u0410PL")]
    public async Task History_rejects_an_invalid_symbol(string text)
    {
        var result = await RunAsync("history", text, "--source", "synthetic");

        result.FailedWith(2, "symbol");
    }

    [Fact]
    public async Task A_symbol_of_ten_kilobytes_is_truncated_in_the_message()
    {
        var result = await RunAsync("history", new string('A', 10_000), "--source", "synthetic");

        Assert.True(result.FailedWith(2, "10,000 characters").Error.Length < 200);
    }

    [Fact]
    public async Task Share_classes_and_preferred_shares_keep_their_spelling()
    {
        await using var server = await ServeAsync(["BRK.B", "BACpL"]);

        var result = (await RunAsync(Scan(server, "--symbols", "BRK.B,BACpL", "--format", "json"))).Succeeded();

        var rows = result.Json.At("runs.0.rows").Each("symbol");
        Assert.Equal(["BACpL", "BRK.B"], rows.Order());
        Assert.Contains(server.Requests.All, request => request.Path.Contains("/BACpL/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000000")]
    [InlineData("1000000000000")]
    [InlineData("ten")]
    [InlineData("1.5")]
    [InlineData("")]
    public async Task Days_out_of_range_are_rejected(string days)
    {
        (await RunAsync("scan", "--source", "synthetic", "--days", days)).FailedWith(2, days);
        (await RunAsync("history", "AAPL", "--source", "synthetic", "--days", days)).FailedWith(2);
    }

    [Theory]
    [InlineData("--freq", "weekly", "daily, intraday or extended")]
    [InlineData("--sector", "Tecnology", "did you mean 'Technology'")]
    [InlineData("--sector", "Widgets", "Real Estate")]
    [InlineData("--sort", "raiting", "did you mean 'rating'")]
    [InlineData("--sort", "nonsense", "dollarVolume20")]
    [InlineData("--format", "xml", "table, json, csv, arrow or parquet")]
    [InlineData("--source", "yahoo", "polygon, synthetic, csv, parquet, stooq, alpaca or tiingo")]
    [InlineData("--signal", "Buy", "StrongLong, Long, Neutral, Short or StrongShort")]
    [InlineData("--signal", "2", "StrongLong")]
    [InlineData("--where", "rsi14 <", "where")]
    [InlineData("--where", "rsi41 < 35", "rsi14")]
    [InlineData("--as-of", "yesterday", "2021-04-21")]
    [InlineData("--as-of", "2999-01-01", "to today")]
    [InlineData("--as-of", "1789-07-14", "1990-01-01")]
    [InlineData("--top", "-1", "0 (all rows)")]
    [InlineData("--max-symbols", "0", "at least 1")]
    [InlineData("--min-price", "NaN", "--min-price")]
    [InlineData("--min-price", "-1", "minPrice")]
    [InlineData("--min-rating", "101", "-100 and 100")]
    [InlineData("--risk", "0", "percent")]
    [InlineData("--repeat", "0", "--repeat must be between 1 and 1000")]
    [InlineData("--rate", "-5", "0 (no limit)")]
    [InlineData("--rate", "1000000", "requests a minute", "--polygon-url", "http://127.0.0.1:9")]
    [InlineData("--memory-mb", "0", "MiB")]
    [InlineData("--synthetic-symbols", "0", "1000000")]
    [InlineData("--polygon-url", "ftp://example.org", "https://")]
    [InlineData("--polygon-url", "nonsense", "https://")]
    [InlineData("--polygon-url", "http://user:secret@127.0.0.1/", "must not contain a user")]
    [InlineData("--splits", "splits.csv", "--csv")]
    [InlineData("--universe", "missing.csv", "File not found: 'missing.csv'")]
    [InlineData("--universe", "", "--universe")]
    public async Task An_invalid_option_value_is_rejected_with_the_valid_values(
        string option, string value, string hint, params string[] more) =>
        (await RunAsync(["scan", option, value, .. more])).FailedWith(2, hint);

    [Theory]
    [InlineData("Unknown option '--symbls' (did you mean '--symbols'?)", "scan", "--symbls", "A")]
    [InlineData("Unknown command 'scann' (did you mean 'scan'?)", "scann")]
    [InlineData("Unexpected argument 'MSFT'", "history", "AAPL", "MSFT")]
    [InlineData("info or", "cache")]
    [InlineData("SYMBOL", "history")]
    [InlineData("'technic history --help'", "history", "AAPL", "MSFT")]
    [InlineData("'technic cache info --help'", "cache", "info", "--format", "csv")]
    [InlineData("--days", "scan", "--days")]
    [InlineData("'--symbols' is an option", "scan", "--data", "--symbols", "AAA")]
    public async Task An_invalid_command_line_is_rejected_with_a_hint(string hint, params string[] arguments) =>
        (await RunAsync(arguments)).FailedWith(2, hint);

    [Fact]
    public async Task Response_files_are_not_supported()
    {
        var file = Folder.Write("arguments", "secret-content\n");

        var result = await RunAsync("history", $"@{file}", "--source", "synthetic");

        Assert.DoesNotContain("secret-content", result.FailedWith(2, "symbol").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_two_sources_are_not_mixed()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAA")]);

        (await RunAsync("scan", "--source", "synthetic", "--csv", bars)).FailedWith(2, "--csv", "synthetic");
        (await RunAsync("scan", "--source", "csv")).FailedWith(2, "--csv FILE");
    }

    [Fact]
    public async Task An_empty_universe_file_is_rejected() =>
        (await RunAsync("scan", "--source", "synthetic", "--universe", Folder.Write("empty.csv", "")))
            .FailedWith(2, "empty.csv", "is empty");

    [Fact]
    public async Task A_universe_file_without_symbols_is_rejected() =>
        (await RunAsync("scan", "--source", "synthetic", "--universe", Folder.Write("header.csv", "symbol,name\n")))
            .FailedWith(2, "only a header");

    [Fact]
    public async Task A_universe_file_without_the_symbol_column_is_rejected()
    {
        var file = Folder.Write("other.csv", "isin,weight\nUS0378331005,0.07\n");

        (await RunAsync("scan", "--source", "synthetic", "--universe", file)).FailedWith(2, "'symbol'", "isin, weight");
    }

    [Fact]
    public async Task A_universe_file_from_Windows_is_read()
    {
        await using var server = await ServeAsync(["AAA", "BBB"]);
        var file = Folder.Write("windows.csv", "\uFEFFSymbol,Name,Sector\r\nAAA,Alpha,Energy\r\nBBB,\"Beta, Inc.\",Materials\r\n");

        var result = (await RunAsync(Scan(server, "--universe", file, "--format", "json", "--sort", "symbol", "--ascending"))).Succeeded();

        var row = result.Json.At("runs.0.rows.1");
        Assert.Equal(("BBB", "Beta, Inc.", "Materials"), (row.Text("symbol"), row.Text("name"), row.Text("sector")));
    }

    [Fact]
    public async Task Every_line_of_a_universe_file_of_a_million_lines_is_counted()
    {
        await using var server = await ServeAsync(["AAA0"]);
        var file = Folder.File("million.csv");
        File.WriteAllLines(file, Enumerable.Range(0, 1_000_000).Select(i => FormattableString.Invariant($"AAA{i}")).Prepend("symbol"));

        var result = (await RunAsync(Scan(server, "--universe", file, "--max-symbols", "1", "--format", "json"))).Succeeded();

        var run = result.Json.At("runs.0");
        Assert.Equal((1_000_000, 1), (run.Int("summary.requested"), run.Int("summary.ranked")));
        Assert.Equal(999_999, run.Int("filtered.max symbols"));
    }

    [Fact]
    public async Task Invalid_symbols_in_a_universe_file_are_reported_and_counted()
    {
        await using var server = await ServeAsync(["AAA"]);
        var file = Folder.Write("mixed.csv", "symbol\nAAA\nA\0B\n\u0410\u0410PL\nAAA\n");

        var result = (await RunAsync(Scan(server, "--universe", file, "--format", "json"))).Succeeded();

        var filtered = result.Json.At("runs.0.filtered");
        Assert.Equal((2, 1), (filtered.Int("invalid symbol"), filtered.Int("repeated symbol")));
        Assert.Equal(4, result.Json.Int("runs.0.summary.requested"));
        Assert.Contains("line 3", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Error.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
    }

    [Fact]
    public async Task Unordered_bars_are_sorted()
    {
        var ordered = WriteBars("ordered.csv", [.. Rising("AAA")]);
        var shuffled = WriteBars("shuffled.csv", [.. Rising("AAA").Reverse()]);

        var (a, b) = (await ClosesAsync(ordered), await ClosesAsync(shuffled));

        Assert.Equal(80, a.Length);
        Assert.Equal(a, b);
    }

    [Theory]
    [InlineData("line 4", "already on line 3", "AAA,2024-06-26,1,1,1,1,1", "AAA,2024-06-26,2,2,2,2,2")]
    [InlineData("line 3", "below the low", "AAA,2024-06-26,10,9,11,10,1")]
    [InlineData("line 3", "expected a price above 0", "AAA,2024-06-26,10,11,-9,10,1")]
    [InlineData("line 3", "negative", "AAA,2024-06-26,10,11,9,10,-1")]
    [InlineData("line 3", "close", "AAA,2024-06-26,10,11,9,ten,1")]
    [InlineData("line 3", "date", "AAA,31.06.2024,10,11,9,10,1")]
    [InlineData("line 3", "columns", "AAA,2024-06-26,10")]
    public async Task An_invalid_bar_is_rejected_with_its_line(string line, string complaint, params string[] rows)
    {
        var file = WriteBars("bad.csv", ["AAA,2024-06-25,10,11,9,10,1000", .. rows]);

        (await RunAsync("scan", "--csv", file)).FailedWith(1, line, complaint, "--lenient");
    }

    [Fact]
    public async Task A_missing_CSV_file_is_rejected() =>
        (await RunAsync("scan", "--csv", Folder.File("missing.csv"))).FailedWith(2, "File not found");

    [Fact]
    public async Task Without_a_network_the_run_fails_with_the_reason()
    {
        var port = ClosedPort();

        var result = await RunAsync(
            "scan", "--polygon-url", $"http://127.0.0.1:{port}", "--symbols", "AAA,BBB", "--data", Data, "--rate", "0", "--format", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"no connection to 127.0.0.1:{port}", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, result.Json.At("runs.0.failures").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_network_the_list_of_symbols_is_unavailable() =>
        (await RunAsync("scan", "--polygon-url", $"http://127.0.0.1:{ClosedPort()}", "--data", Data, "--rate", "0"))
            .FailedWith(1, "no connection");

    [Fact]
    public async Task An_invalid_API_key_ends_the_run_with_the_name_of_the_setting()
    {
        await using var server = await ServeAsync(Symbols(50), new FakePolygonOptions { Key = "the-right-key" });

        var result = await RunWithAsync(
            new() { ["POLYGON_API_KEY"] = "the-wrong-key" }, Scan(server, "--symbols", string.Join(',', Symbols(50))));

        result.FailedWith(1, "refused the API key", "POLYGON_API_KEY");
        Assert.DoesNotContain("the-wrong-key", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polygon_requires_an_API_key() =>
        (await RunAsync("scan", "--source", "polygon", "--symbols", "AAPL", "--data", Data)).FailedWith(2, "POLYGON_API_KEY");

    [Fact]
    public async Task A_scan_succeeds_without_the_store_if_the_data_folder_is_not_writable()
    {
        await using var server = await ServeAsync(["AAA"]);
        var data = Path.Combine(Folder.Write("file", "a file is no folder"), "data");

        var result = (await RunAsync(
            "scan", "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--as-of", LastDay, "--symbols", "AAA", "--format",
            "json",
            "--data", data)).Succeeded();

        Assert.Equal(1, result.Json.Int("runs.0.summary.ranked"));
        Assert.Equal(1, result.Json.Int("runs.0.statistics.storeUnavailable"));
        Assert.Contains("technic.db", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        (await RunAsync("cache", "clear", "--data", data)).Succeeded();
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_rejected_before_any_request()
    {
        await using var server = await ServeAsync(["AAA"]);
        var watch = Stopwatch.StartNew();

        (await RunAsync(Scan(server, "--symbols", "AAA", "--output", Folder.File("missing/rows.csv"))))
            .FailedWith(2, "the folder does not exist");
        (await RunAsync(Scan(server, "--symbols", "AAA", "--output", Folder.Path))).FailedWith(2, "it is a folder");
        (await RunAsync(Scan(server, "--symbols", "AAA", "--output", "/dev/null"))).FailedWith(2, "not a regular file");

        Assert.Equal(0, server.Requests.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    private async Task<string[]> ClosesAsync(string csv)
    {
        var result = (await RunAsync("history", "AAA", "--csv", csv, "--as-of", LastDay, "--data", Data, "--format", "csv")).Succeeded();
        return [.. result.OutputLines.Skip(1)];
    }

    /// <summary>A port without a listener.</summary>
    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
