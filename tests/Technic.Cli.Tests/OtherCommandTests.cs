using System.Text.Json;
using Technic.Core.Scans;
using Technic.Indicators;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary>Commands without provider requests.</summary>
public sealed class OtherCommandTests : ProgramTests
{
    [Fact]
    public async Task Columns_are_listed_with_unit_and_meaning()
    {
        var json = (await RunAsync("columns", "--format", "json")).Succeeded().Json;
        var table = (await RunAsync("columns")).Succeeded();
        var csv = (await RunAsync("columns", "--format", "csv")).Succeeded();

        Assert.Equal(ScanColumns.All.Select(column => column.Name), json.Each("name"));
        Assert.All(json.EnumerateArray(), column => Assert.NotEqual("", column.Text("meaning")));
        Assert.All(ScanColumns.All, column => Assert.Contains(column.Meaning, table.Output, StringComparison.Ordinal));
        Assert.Equal(ScanColumns.All.Length + 1, csv.OutputLines.Length);
    }

    [Fact]
    public async Task Version_and_help_go_to_standard_output()
    {
        var version = (await RunAsync("--version")).Succeeded();
        var help = (await RunAsync("scan", "--help")).Succeeded();
        var none = (await RunAsync()).Succeeded();

        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+\n$", version.Output);
        Assert.Contains("--polygon-url", help.Output, StringComparison.Ordinal);
        Assert.Contains("history", none.Output, StringComparison.Ordinal);
        Assert.Equal("", version.Error + help.Error + none.Error);
    }

    [Fact]
    public async Task Indicators_are_computed_at_every_bar_and_null_where_there_is_no_value()
    {
        var file = Folder.Write("bars.csv", "date,open,high,low,close,volume\n" + string.Concat(
            Enumerable.Range(0, 30)
                .Select(i => FormattableString.Invariant(
                    $"{new DateOnly(2024, 1, 1).AddDays(i):yyyy-MM-dd},{10 + i},{11 + i},{9 + i},{10.5 + i},1000\n"))));

        var json = (await RunAsync("indicators", file, "--format", "json")).Succeeded().Json;
        var csv = (await RunAsync("indicators", file)).Succeeded();

        Assert.Equal(30, json.GetArrayLength());
        Assert.Equal(["date", .. IndicatorCatalog.All.Select(info => info.Name)], json[0].Names());
        Assert.Equal(JsonValueKind.Null, json[18].At("sma20").ValueKind);
        Assert.Equal(20.0, json[19].Number("sma20"), 1e-12);
        Assert.Equal("2024-01-30", json[29].Text("date"));
        Assert.StartsWith("date,sma20,sma50", csv.Output, StringComparison.Ordinal);
        Assert.Equal(31, csv.OutputLines.Length);
    }

    [Fact]
    public async Task A_file_of_two_symbols_has_no_indicators() =>
        (await RunAsync("indicators", WriteBars("two.csv", [.. Rising("AAA"), .. Rising("BBB")])))
            .FailedWith(2, "line 82", "AAA and of BBB");

    [Fact]
    public async Task A_file_without_bars_has_no_indicators() =>
        (await RunAsync("indicators", Folder.Write("none.csv", "date,open,high,low,close,volume\n"))).FailedWith(2, "only a header");

    [Fact]
    public async Task Indicators_of_the_reference_quotes_are_the_published_ones()
    {
        var quotes = Folder.Write("quotes.csv", TestData.ReadText("indicator-reference/quotes.csv.gz"));

        var rows = (await RunAsync("indicators", quotes, "--format", "json")).Succeeded().Json;

        // From the library's published results for these quotes.
        Assert.Equal(502, rows.GetArrayLength());
        Assert.Equal(251.8600, Math.Round(rows[501].Number("sma20"), 4));
        Assert.Equal(42.0773, Math.Round(rows[501].Number("rsi14"), 4));
    }

    [Fact]
    public async Task The_bench_measures_everything_it_names()
    {
        var result = (await RunAsync("bench", "--symbols", "40", "--days", "150", "--json")).Succeeded();

        var units = result.Json.EnumerateArray().ToDictionary(m => m.Text("name")!, m => m.Text("unit"));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["l1_get"] = "ns",
                ["l1_get_parallel"] = "ratio",
                ["evaluate_symbol"] = "us",
                ["cold_scan"] = "ms",
                ["cold_requests"] = "requests",
                ["store_scan"] = "ms",
                ["warm_scan"] = "ms",
                ["warm_scan_recompute"] = "ms",
                ["memory"] = "MB",
                ["single_flight_requests"] = "requests",
            },
            units);
        Assert.All(result.Json.EnumerateArray(), m => Assert.InRange(m.Number("median"), m.Number("min"), m.Number("max")));
        Assert.Equal((1.0, 1.0), (Median("single_flight_requests"), Median("cold_requests") / 40));

        double Median(string name) => result.Json.EnumerateArray().Single(m => m.Text("name") == name).Number("median");
    }

    [Theory]
    [InlineData("--symbols", "0")]
    [InlineData("--days", "0")]
    public async Task The_bench_rejects_invalid_sizes(string option, string value) =>
        (await RunAsync("bench", option, value)).FailedWith(2);

    [Fact]
    public async Task Verbose_logs_information_and_double_verbose_logs_everything()
    {
        await using var server = await ServeAsync(["AAA"]);
        string[] scan = ["scan", "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--as-of", LastDay, "--symbols", "AAA",
            "--format", "json"];

        var quiet = (await RunAsync([.. scan, "--data", Folder.File("1")])).Succeeded();
        var verbose = (await RunAsync([.. scan, "--data", Folder.File("2"), "-v"])).Succeeded();
        var everything = (await RunAsync([.. scan, "--data", Folder.File("2"), "-vv", "--repeat", "2"])).Succeeded();

        Assert.Equal("", quiet.Error);
        Assert.Contains("L3 provider fetch AAA", verbose.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /v2/aggs", verbose.Error, StringComparison.Ordinal);
        Assert.Contains("L2 store hit AAA", everything.Error, StringComparison.Ordinal);
    }
}
