using System.Text;
using System.Text.Json;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary><c>technic study</c>: the figures as JSON, the table, files of signals, variants, and mistakes.</summary>
public sealed class StudyTests : ProgramTests
{
    private string[] Study(params string[] more) =>
        ["study", "--csv", RealMarket.Sample.Bars, "--splits", RealMarket.Sample.Splits, "--data", Data, .. more];

    [Fact]
    public async Task The_json_has_the_documented_fields()
    {
        var json = (await RunAsync(Study(
            "--where", "close > highest(high, 20)[1]", "--universe", RealMarket.Sample.Constituents, "--horizons", "1,20", "--costs", "10",
            "--exit", "close < sma(10)", "--positions", "5", "--rank-by", "roc(60)", "--walk-forward", "1y/6m", "--format", "json")))
            .Succeeded().Json;

        Assert.Equal(
            [
                "formula", "from", "to", "universe", "survivorsOnly", "universeSymbols", "sessions", "entry", "costs", "delisting",
                "signals", "days", "symbols", "notBought", "horizons", "byYear", "bySector", "parts", "decay",
                "portfolio", "trades", "ranks",
                "deflatedSharpe", "variants", "verdict", "warnings",
            ],
            json.Names());
        Assert.Equal(
            [
                "sessions", "signals", "days", "mean", "meanAfterCosts", "median", "positive", "excessMean", "excessPositive",
                "standardError", "interval", "mae", "mfe", "best", "worst", "profitFactor", "stopped",
            ],
            json.At("horizons.0").Names());
        Assert.Equal(("2019-04-01", "2021-04-21", "as-of"), (json.Text("from"), json.Text("to"), json.Text("universe")));
        Assert.Equal((102, 519, 1), (json.Int("universeSymbols"), json.Int("sessions"), json.Int("variants")));
        Assert.True(json.At("survivorsOnly").GetBoolean());
        Assert.Equal([1, 20], json.At("horizons").EnumerateArray().Select(horizon => horizon.Int("sessions")));
        Assert.Equal(["2019", "2020", "2021"], json.At("byYear").Each("year"));
        Assert.Equal(20, json.At("decay").GetArrayLength());
        Assert.Equal(10, json.At("ranks.horizons.0.deciles").GetArrayLength());
        Assert.InRange(json.Number("horizons.0.positive"), 0.3, 0.7);
        Assert.InRange(json.Number("portfolio.exposure"), 0.5, 1);
    }

    [Fact]
    public async Task The_table_ends_with_a_verdict_and_the_limits()
    {
        var result = (await RunAsync(Study("--where", "close > highest(high, 20)[1]"))).Succeeded();

        Assert.Contains("95 % interval", result.Output, StringComparison.Ordinal);
        Assert.Contains("against the market over 20 sessions", result.Output, StringComparison.Ordinal);
        Assert.Contains("Survivors only", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_go_to_csv_and_parquet()
    {
        var (csv, parquet) = (Folder.File("events.csv"), Folder.File("events.parquet"));
        string[] study = Study("--where", "rsi14 < 25", "--horizons", "5");

        var output = (await RunAsync([.. study, "--format", "csv"])).Succeeded();
        (await RunAsync([.. study, "--events", csv])).Succeeded();
        (await RunAsync([.. study, "--events", parquet])).Succeeded();

        Assert.Equal("date,symbol,entry,return5,excess5", output.OutputLines[0]);
        Assert.Equal(output.Output, await File.ReadAllTextAsync(csv));
        var bytes = await File.ReadAllBytesAsync(parquet);
        Assert.Equal(("PAR1", "PAR1"), (Encoding.ASCII.GetString(bytes, 0, 4), Encoding.ASCII.GetString(bytes, bytes.Length - 4, 4)));
    }

    [Fact]
    public async Task Every_variant_counts_once_over_several_runs()
    {
        string[] study = Study("--where", "close > highest(high, n)[1]", "--horizons", "5", "--format", "json");

        var grid = (await RunAsync([.. study, "--grid", "n=10,20"])).Succeeded().Json;
        var again = (await RunAsync([.. study, "--grid", "n=10,20"])).Succeeded().Json;
        var third = (await RunAsync([.. study, "--grid", "n=30"])).Succeeded().Json;

        Assert.Equal([2, 2], grid.EnumerateArray().Select(variant => variant.Int("variants")));
        Assert.Equal(grid.GetRawText(), again.GetRawText());
        Assert.Equal(3, third.Int("variants"));
        Assert.Equal("let n = 30; close > highest(high, n)[1]", third.Text("formula"));
    }

    [Fact]
    public async Task The_imported_days_give_the_figures_of_the_file_also_from_the_columns()
    {
        (await RunAsync(
            "import", RealMarket.Sample.Bars, "--splits", RealMarket.Sample.Splits, "--data", Data)).Succeeded();
        string[] rest = ["--where", "close > highest(high, 20)[1]", "--horizons", "1,20", "--format", "json"];
        var (from, columns) = (new[] { "--from", "2020-03-02", "--to", "2020-12-31" }, Path.Combine(Data, "columns"));

        var file = (await RunAsync(Study(rest))).Succeeded().Json;
        var imported = (await RunAsync(["study", "--source", "imported", "--data", Data, .. rest])).Succeeded().Json;
        var made = Directory.GetFiles(columns, "*.columns", SearchOption.AllDirectories).Order()
            .ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var again = (await RunAsync(["study", "--source", "imported", "--data", Data, .. from, .. rest])).Succeeded().Json;

        foreach (var part in (string[])["signals", "horizons", "byYear", "portfolio", "decay"])
            Assert.Equal(file.At(part).GetRawText(), imported.At(part).GetRawText());
        Assert.Equal(["2019.columns", "2020.columns", "2021.columns"], made.Keys.Select(Path.GetFileName));
        Assert.Equal(made, made.Keys.ToDictionary(path => path, File.GetLastWriteTimeUtc));
        Assert.Equal(("2020-03-02", "2020-12-31"), (again.Text("from"), again.Text("to")));
    }

    [Fact]
    public async Task A_check_finds_no_look_ahead()
    {
        var json = (await RunAsync(Study("--where", "rank(roc(20)) > 80", "--check", "--format", "json"))).Succeeded().Json;

        Assert.Equal((25, 0), (json.Int("days"), json.At("differences").GetArrayLength()));
    }

    [Fact]
    public async Task The_synthetic_market_and_its_time_can_be_studied()
    {
        var json = (await RunAsync(
            "study", "--source", "synthetic", "--synthetic-symbols", "60", "--data", Data, "--where", "close > sma50",
            "--from", "2024-01-02", "--to", "2024-06-28", "--horizons", "5", "--format", "json")).Succeeded().Json;

        Assert.Equal(("2024-01-02", "2024-06-28"), (json.Text("from"), json.Text("to")));
        Assert.Equal(JsonValueKind.Number, json.At("horizons.0.excessMean").ValueKind);
    }

    [Theory]
    [InlineData("where, position 8", "--where", "close >")]
    [InlineData("Invalid value 'x' for --horizons", "--horizons", "x")]
    [InlineData("horizons must be different and ascending", "--horizons", "5,1")]
    [InlineData("expected a percentage", "--stop", "much")]
    [InlineData("stop must be above 0 %", "--stop", "0%")]
    [InlineData("Invalid walk-forward", "--walk-forward", "2y")]
    [InlineData("Invalid grid", "--grid", "n")]
    [InlineData("Unknown preset 'brakeout'", "--preset", "brakeout")]
    [InlineData("There are no prices in that time", "--from", "2022-01-03")]
    [InlineData("A formula uses ZZZZ, which has no prices", "--where", "close > ZZZZ.close")]
    [InlineData("--trades requires a rule", "--trades", "trades.csv")]
    public async Task A_mistake_is_one_sentence(string complaint, params string[] arguments)
    {
        var result = await RunAsync(Study(arguments));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
