using System.Text.Json;

namespace Technic.Cli.Tests;

/// <summary>Presets, saved requests, chosen columns and explanations on the command line.</summary>
public sealed class RequestTests : ProgramTests
{
    private string[] ScanFour(params string[] more)
    {
        var bars = WriteBars("bars.csv", [.. Rising("AAA"), .. Rising("BBB"), .. Rising("CCC"), .. Rising("DDD")]);
        return ["scan", "--csv", bars, "--as-of", LastDay, "--data", Data, .. more];
    }

    private static IEnumerable<string> Rows(TechnicResult result) =>
        result.Json.At("runs.0.rows").EnumerateArray().Select(row => row.GetRawText());

    [Fact]
    public async Task Options_override_a_preset_and_a_preset_overrides_a_saved_request()
    {
        var saved = Folder.Write("saved.json", """{"days": 99, "top": 3, "sort": "close", "minBars": 5}""");
        var presets = Folder.Write("mine.json", """{"dip": {"meaning": "Mine.", "top": 2, "sort": "symbol", "ascending": true}}""");
        var effective = Folder.File("effective.json");

        var result = (await RunAsync(ScanFour(
            "--request", saved, "--presets", presets, "--preset", "dip", "--top", "1", "--save-request", effective, "--format", "json")))
                .Succeeded();

        Assert.Equal("AAA", Assert.Single(result.Json.At("runs.0.rows").Each("symbol")));
        var request = JsonDocument.Parse(File.ReadAllText(effective)).RootElement;
        Assert.Equal((99, 1, "symbol", 5), (request.Int("days"), request.Int("top"), request.Text("sort"), request.Int("minBars")));
        Assert.True(request.At("ascending").GetBoolean());
        Assert.Equal((LastDay, 1.0), (request.Text("asOf"), request.Number("minPrice")));
    }

    [Fact]
    public async Task A_saved_request_repeats_the_scan()
    {
        var universe = Folder.Write("universe.csv", "symbol,sector\nAAA,Energy\nBBB,Technology\nCCC,Energy\n");
        var saved = Folder.File("saved.json");
        var scan = ScanFour("--universe", universe, "--symbols", "CCC,AAA,DDD", "--where", "close > 1 and sector != 'Tech'", "--sort",
            "close", "--top", "2");
        var first = (await RunAsync([.. scan, "--save-request", saved, "--format", "json"])).Succeeded();

        var again = (await RunAsync([.. ScanFour("--request", saved), "--format", "json"])).Succeeded();

        Assert.Contains("--request", first.Error, StringComparison.Ordinal);
        Assert.Equal(Rows(first), Rows(again));
        Assert.Equal(["AAA", "CCC"], again.Json.At("runs.0.rows").Each("symbol"));
        Assert.Equal(["Energy", "Energy"], again.Json.At("runs.0.rows").Each("sector"));
    }

    [Fact]
    public async Task Symbols_on_the_command_line_replace_those_of_a_saved_request()
    {
        var saved = Folder.Write("saved.json", """{"symbols": ["AAA", "BBB"], "universeFile": "nowhere.csv"}""");

        var result = (await RunAsync(ScanFour("--request", saved, "--symbols", "CCC", "--format", "json"))).Succeeded();

        Assert.Equal(["CCC"], result.Json.At("runs.0.rows").Each("symbol"));
    }

    [Fact]
    public async Task A_built_in_preset_filters()
    {
        // Four stocks that rise day after day have an RSI of 100.
        var oversold = (await RunAsync(ScanFour("--preset", "oversold", "--format", "json"))).Succeeded();
        var overbought = (await RunAsync(ScanFour("--preset", "overbought", "--where", "rsi14 = 100", "--format", "json"))).Succeeded();

        Assert.Equal((0, 4), (oversold.Json.Int("runs.0.summary.ranked"), oversold.Json.Int("runs.0.filtered.where")));
        Assert.Equal(4, overbought.Json.Int("runs.0.summary.ranked"));
    }

    [Fact]
    public async Task Presets_are_listed_with_those_of_a_file()
    {
        var presets = Folder.Write("mine.json", """{"my dip": {"meaning": "What I like.", "where": "rsi14 < 40"}}""");

        var json = (await RunAsync("presets", "--presets", presets, "--format", "json")).Succeeded().Json;
        var table = (await RunAsync("presets", "--presets", presets)).Succeeded();

        var mine = json.EnumerateArray().Single(preset => preset.Text("name") == "my dip");
        Assert.Equal(["name", "meaning", "where"], mine.Names());
        Assert.Contains("breakout", json.Each("name"));
        Assert.Contains("What I like.", table.Output, StringComparison.Ordinal);
        Assert.Contains("rsi14 < 40", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explanation_in_JSON_adds_up_to_the_subscores()
    {
        var result = (await RunAsync(ScanFour("--explain", "--format", "json"))).Succeeded();

        foreach (var row in result.Json.At("runs.0.rows").EnumerateArray())
        {
            var rules = row.At("explanation").EnumerateArray().ToArray();
            Assert.All(rules, rule => Assert.Equal(["subscore", "rule", "value", "points"], rule.Names()));
            foreach (var subscore in new[] { "Trend", "Momentum", "Volume", "Breakout", "Oscillator", "Volatility" })
            {
                var sum = rules.Where(rule => rule.Text("subscore") == subscore).Sum(rule => rule.Int("points"));
                Assert.Equal(row.Int($"{subscore.ToLowerInvariant()}Score"), Math.Clamp(sum, -3, 3));
            }
        }
    }

    [Fact]
    public async Task An_explanation_shows_all_rules_and_the_formula()
    {
        var result = (await RunAsync(ScanFour("--explain", "--top", "1"))).Succeeded();

        Assert.Contains("1. AAA", result.OutputLines);
        Assert.Contains(result.OutputLines, line => line.StartsWith("Momentum +2", StringComparison.Ordinal));
        Assert.Contains(result.OutputLines, line => line.Contains("Close within 1 % of the 20-bar high", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^Rating: 100 × \(3·2 \+ 3·2 \+ 2·0 \+ .* = 45\.1, Long\.$", result.Output);
    }

    [Fact]
    public async Task Explanations_are_off_by_default() =>
        Assert.DoesNotContain("explanation", (await RunAsync(ScanFour("--format", "json"))).Succeeded().Output, StringComparison.Ordinal);

    [Fact]
    public async Task Only_the_selected_columns_are_shown_in_their_order()
    {
        string[] columns = ["--columns", "close,RSI14", "--columns", "symbol, market_cap"];

        var csv = (await RunAsync([.. ScanFour("--format", "csv"), .. columns])).Succeeded();
        var json = (await RunAsync([.. ScanFour("--format", "json"), .. columns])).Succeeded();
        var table = (await RunAsync([.. ScanFour(), .. columns])).Succeeded();

        Assert.Equal("close,rsi14,symbol,marketCap", csv.OutputLines[0]);
        Assert.Equal(["close", "rsi14", "symbol", "marketCap"], json.Json.At("runs.0.rows.0").Names());
        Assert.Equal(["close", "rsi14", "symbol", "marketCap"], table.OutputLines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["180.00", "100", "AAA", "–"], table.OutputLines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_narrow_window_takes_no_value_from_a_condition()
    {
        var usual = (await RunAsync(ScanFour("--where", "close > sma50", "--format", "csv"))).Succeeded();
        var narrow = (await RunAsync(ScanFour("--where", "close > sma50", "--days", "30", "--format", "csv"))).Succeeded();

        Assert.InRange(usual.OutputLines.Length, 2, 5);
        Assert.Equal(usual.OutputLines, narrow.OutputLines);
    }

    [Theory]
    [InlineData("did you mean 'breakout'", "--preset", "brekout")]
    [InlineData("File not found: 'none.json'", "--presets", "none.json")]
    [InlineData("File not found: 'none.json'", "--request", "none.json")]
    [InlineData("did you mean 'rsi14'", "--columns", "close,rsi41")]
    [InlineData("--format table or json", "--explain", "--format", "csv")]
    [InlineData("the folder does not exist", "--save-request", "none/request.json")]
    [InlineData("the condition is empty", "--where", " ")]
    public async Task An_invalid_combination_of_options_is_rejected(string hint, params string[] more) =>
        (await RunAsync(ScanFour(more))).FailedWith(2, hint);

    [Fact]
    public async Task A_saved_request_with_an_unknown_field_is_rejected()
    {
        var saved = Folder.Write("saved.json", """{"wher": "close > 5"}""");

        (await RunAsync(ScanFour("--request", saved))).FailedWith(2, "saved.json", "Unknown field 'wher'", "did you mean 'where'");
    }
}
