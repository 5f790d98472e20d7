using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary>Files as people have them, on the command line (<c>tests/data/cases</c>).</summary>
public sealed class FileTests : ProgramTests
{
    [Fact]
    public async Task Minute_aggregates_are_refused_and_the_day_is_imported_afterwards()
    {
        (await RunAsync("import", Case("minute-2026-11-20.csv"), "--data", Data)).FailedWith(2, "minute aggregates", "04:00");
        var import = (await RunAsync("import", Case("day-2026-11-20.csv"), "--data", Data)).Succeeded();
        var history = (await RunAsync("history", "aapl", "--data", Data, "--format", "csv")).Succeeded();

        Assert.Equal("day-2026-11-20.csv: day aggregates of 2026-11-20, 2 symbols.", import.OutputLines[0]);
        Assert.Equal("AAPL,2026-11-20,201,203.05,200.95,202.5,2501300", history.OutputLines[^1]);
    }

    [Fact]
    public async Task A_scan_after_an_import_needs_no_key_and_no_options()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAA"), .. Rising("BRK.B"), .. Rising("BACpL")]);
        (await RunAsync("import", bars)).Succeeded();

        var scan = (await RunAsync("scan")).Succeeded();
        var rows = (await RunAsync("scan", "--format", "csv", "--columns", "symbol,close")).Succeeded();

        Assert.StartsWith("IMPORTED PRICES: 80 market days of the price store,", scan.OutputLines[0], StringComparison.Ordinal);
        Assert.Contains("as of 2024-06-28", scan.Output, StringComparison.Ordinal);
        Assert.Equal(["AAA,180", "BACpL,180", "BRK.B,180"], rows.OutputLines[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_market_days_the_source_imported_says_what_to_do() =>
        (await RunAsync("scan", "--source", "imported", "--data", Data)).FailedWith(2, "technic import");

    [Fact]
    public async Task An_import_that_leaves_out_a_date_exits_with_1_unless_it_is_lenient()
    {
        var file = WriteBars("bars.csv", "AAA,2024-06-27,10,11,9,10,1000", "AAA,2024-06-29,1,1,1,1,1");

        var strict = await RunAsync("import", file, "--data", Data);
        var lenient = await RunAsync("import", file, "--data", Data, "--replace", "--lenient");

        Assert.Equal((1, 0), (strict.ExitCode, lenient.ExitCode));
        Assert.Contains("(exchange closed)", strict.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("1 day imported", strict.Output, StringComparison.Ordinal);
        Assert.Contains("1 day replaced", lenient.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_files_named_after_their_symbols_is_scanned_as_of_its_last_day()
    {
        foreach (var name in new[] { "yahoo_null.csv", "stooq_single.csv", "tiingo.csv" })
            File.Copy(Case($"files/{name}"), Path.Combine(Directory.CreateDirectory(Folder.File("bars")).FullName,
                $"{name[0]}{name[0]}.csv"));

        var scan = (await RunAsync("scan", "--csv", Folder.File("bars"), "--data", Data, "--format", "csv", "--columns",
            "symbol,close,volume")).Succeeded();

        Assert.Equal(["ss,49.4253,1914976", "tt,49.4253,1914976", "yy,49.4253,1914976"],
            scan.OutputLines[1..].Select(line => line.ToLowerInvariant()).Order());
    }

    [Theory]
    [InlineData("scan", "--csv")]
    [InlineData("indicators", null)]
    public async Task A_file_with_an_unusable_bar_is_refused_unless_it_is_lenient(string command, string? option)
    {
        var file = Case("files/emptyvol.csv");
        string[] arguments = option is null ? [command, file] : [command, option, file, "--csv-symbol", "aaa", "--data", Data];

        (await RunAsync(arguments)).FailedWith(1, "line 81", "volume", "--lenient");
        var lenient = (await RunAsync([.. arguments, "--lenient", "--format", "csv"])).Succeeded();

        Assert.Contains("49.4253", option is null ? "49.4253" : lenient.Output, StringComparison.Ordinal);
        Assert.Contains(lenient.ErrorLines, line => line.Contains("skipped 1 line (invalid number)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ambiguous_file_names_the_option_that_decides_it()
    {
        var file = WriteBars("bars.csv", "AAA,8/5/2025,10,11,9,10,1000");

        (await RunAsync("scan", "--csv", file, "--data", Data)).FailedWith(2, "--dates mdy", "--dates dmy");
        Assert.Contains("2025-05-08", (await RunAsync("history", "AAA", "--csv", file, "--dates", "dmy", "--data",
            Data)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("finviz_m.csv")]
    [InlineData("finviz_b.csv")]
    [InlineData("thinkorswim.csv")]
    [InlineData("dollars.csv")]
    public async Task Market_capitalisations_have_the_unit_of_their_file(string universe)
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAPL"), .. Rising("JPM"), .. Rising("TINYQ")]);

        var scan = (await RunAsync(
            "scan", "--csv", bars, "--universe", Case($"universes/{universe}"), "--where", "marketCap > 1e9", "--data", Data,
                "--format", "csv",
            "--columns", "symbol")).Succeeded();

        Assert.Contains("AAPL", scan.OutputLines);
        Assert.DoesNotContain("TINYQ", scan.OutputLines);
        if (universe != "finviz_b.csv") Assert.Contains("JPM", scan.OutputLines);
    }

    [Fact]
    public async Task A_column_that_cannot_be_a_market_capitalisation_is_refused_by_name()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAPL")]);
        var universe = Folder.Write("universe.csv", "symbol,Market Cap\nAAPL,4842453.75\nJPM,480210.11\nBAC,310000.5\n");

        var scan = (await RunAsync("scan", "--csv", bars, "--universe", universe, "--symbols", "aapl", "--data", Data, "--format",
            "json")).Succeeded();

        Assert.Contains(scan.ErrorLines, line => line.Contains("'Market Cap' is not used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("brk-b")]
    [InlineData("BRK/B")]
    [InlineData("$BRK.B")]
    [InlineData("NYSE:BRK.B")]
    public async Task A_ticker_is_understood_as_it_is_typed(string typed)
    {
        var bars = WriteBars("bars.csv", [.. Rising("BRK-B")]);

        var scan = (await RunAsync("scan", "--csv", bars, "--symbols", typed, "--data", Data, "--format", "csv", "--columns",
            "symbol")).Succeeded();
        var history = (await RunAsync("history", typed, "--csv", bars, "--data", Data)).Succeeded();

        Assert.Equal("BRK.B", scan.OutputLines[^1]);
        Assert.Contains("BRK.B_400_daily", history.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_that_matches_nothing_gets_a_suggestion()
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAPL"), .. Rising("BACpL")]);

        (await RunAsync("history", "APPL", "--csv", bars, "--data", Data)).FailedWith(1, "did you mean 'AAPL'?");
        (await RunAsync("history", "bacpl", "--csv", bars, "--data", Data)).FailedWith(1, "did you mean 'BACpL'?");
    }

    private static string Case(string name) => TestData.PathOf($"cases/{name}");
}
