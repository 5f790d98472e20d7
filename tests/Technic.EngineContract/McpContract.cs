using System.Text.Json;
using Technic.Core.Market.Calendar;

namespace Technic.EngineContract;

/// <summary>The MCP server of every server, asked by the client of the SDK.</summary>
public abstract class McpContract : McpConnection
{
    private static string Last { get; } = $"{new MarketClock(TimeProvider.System).Take().Published:yyyy-MM-dd}";

    [Fact]
    public async Task The_tools_have_descriptions_and_schemas_of_their_arguments()
    {
        var tools = (await Client.ListToolsAsync()).ToDictionary(tool => tool.Name);

        Assert.Equal(
            [
                "check_formula", "check_watch", "columns", "delete_list", "delete_watch", "explain", "formulas", "history", "lists",
                "presets", "scan", "set_list", "set_watch", "study", "study_result", "symbols", "watch", "watches",
            ],
            tools.Keys.Order(StringComparer.Ordinal));
        Assert.All(tools.Values, tool => Assert.NotEmpty(tool.Description));
        var scan = tools["scan"].JsonSchema;
        Assert.Equal("string", scan.GetProperty("properties").GetProperty("where").GetProperty("type").GetString());
        Assert.False(scan.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["symbol"], tools["history"].JsonSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("asOf", Client.ServerInstructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_returns_rows_with_day_source_and_counts()
    {
        var scan = await CallAsync("scan", new()
        {
            ["symbols"] = (string[])["AAPL", "KO", "XOM"], ["minDollarVolume"] = 0, ["where"] = "close > 0",
            ["columns"] = (string[])["up: close / close[1]"],
        });

        var summary = scan.GetProperty("summary");
        Assert.Equal(Last, summary.GetProperty("asOf").GetString());
        Assert.Contains("scripted", summary.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Equal((3, 3, 0, 0), (Count("requested"), Count("ranked"), Count("failed"), Count("stale")));
        Assert.Contains(summary.GetProperty("data").GetString(), (string[])["final", "preliminary", "suspect"]);
        var rows = scan.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(["AAPL", "KO", "XOM"], rows.Select(row => row.GetProperty("symbol").GetString()).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.GetProperty("up").GetDouble() > 0));
        Assert.Equal(JsonValueKind.Object, scan.GetProperty("filtered").ValueKind);

        int Count(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_symbol_is_explained_and_its_last_bars_are_returned()
    {
        var explained = await CallAsync("explain", new() { ["symbol"] = "KO" });
        var history = await CallAsync("history", new() { ["symbol"] = "KO", ["days"] = 90, ["bars"] = 5 });

        Assert.Equal((Last, false), (explained.GetProperty("asOf").GetString(), explained.GetProperty("stale").GetBoolean()));
        Assert.Equal("KO", explained.GetProperty("analysis").GetProperty("row").GetProperty("symbol").GetString());
        Assert.Equal(JsonValueKind.Array, explained.GetProperty("analysis").GetProperty("explanation").ValueKind);
        Assert.Equal((Last, 5), (history.GetProperty("asOf").GetString(), history.GetProperty("returned").GetInt32()));
        Assert.InRange(history.GetProperty("bars").GetInt32(), 55, 66);
        var bars = history.GetProperty("history").GetProperty("bars").EnumerateArray().ToArray();
        Assert.Equal((5, Last), (bars.Length, bars[^1].GetProperty("date").GetString()));
    }

    [Theory]
    [InlineData("scan", """{"wher": "close > 1"}""", "Unknown field 'wher' (did you mean 'where'?).")]
    [InlineData("scan", """{"where": "clos > 1"}""", "close")]
    [InlineData("scan", """{"sectors": ["Enerji"], "symbols": ["KO"]}""", "Energy")]
    [InlineData("scan", """{"preset": "momentun"}""", "momentum")]
    [InlineData("scan", """{"top": "many"}""", "Invalid top '\"many\"': expected an integer.")]
    [InlineData("scan", """{"top": 0}""", "top must be between 1 and 500, not 0.")]
    [InlineData("scan", """{"top": 1000000000}""", "top must be between 1 and 500, not 1000000000.")]
    [InlineData("scan", """{"asOf": "yesterday"}""", "Invalid asOf 'yesterday': expected a date, e.g. 2021-04-21.")]
    [InlineData("study", """{"where": "close > 1", "stop": 8}""", "stop must be above 0 and below 1 (100 %), not 8.")]
    [InlineData("explain", "{}", "Missing argument 'symbol': The ticker, e.g. AAPL or BRK.B.")]
    [InlineData("history", """{"symbol": "KO", "bars": 0}""", "bars must be between 1 and 2000, not 0.")]
    [InlineData("history", """{"symbol": "X:BTC"}""", "expected a ticker such as AAPL")]
    [InlineData("study_result", """{"id": "nothing"}""", "Start it again with the tool study.")]
    [InlineData("check_formula", """{"formula": "close", "use": "rows"}""", "expected where, column, series")]
    public async Task An_error_says_what_is_possible(string tool, string arguments, string sentence)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;

        var answer = await Client.CallToolAsync(tool, given);

        Assert.True(answer.IsError);
        var text = TextOf(answer);
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Formulas_are_listed_and_checked_and_symbols_are_found()
    {
        var functions = await CallAsync("formulas", new() { ["search"] = "keltner" });
        var right = await CallAsync("check_formula", new() { ["formula"] = "close > sma(20)" });
        var wrong = await CallAsync("check_formula", new() { ["formula"] = "close > smma20(" });
        var columns = await CallAsync("columns", []);
        var presets = await CallAsync("presets", []);
        var symbols = await CallAsync("symbols", new() { ["search"] = "k" });

        Assert.Contains("keltner(", functions.GetProperty("functions")[0].GetProperty("signature").GetString(), StringComparison.Ordinal);
        Assert.True(right.GetProperty("valid").GetBoolean());
        Assert.False(wrong.GetProperty("valid").GetBoolean());
        Assert.Contains("rsi14", columns.GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual("{}", presets.GetRawText());
        Assert.Equal((4, 2, 2),
            (symbols.GetProperty("total").GetInt32(), symbols.GetProperty("found").GetInt32(), symbols.GetProperty("returned").GetInt32()));
    }
}
