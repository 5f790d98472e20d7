using System.Net;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Web.Tests;

public sealed class RowsApiTests : WebTest
{
    [Fact]
    public async Task A_rating_is_explained_rule_by_rule_and_the_rules_add_up_to_it()
    {
        var scanned = (await ScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0, "account": 50000}""")).GetProperty("rows")[0];

        var explained = await GetAsync("/api/rows/AAPL?account=50000");

        var row = explained.GetProperty("row");
        Assert.All(row.EnumerateObject(), column => Assert.Equal(scanned.GetProperty(column.Name).GetRawText(), column.Value.GetRawText()));
        var rules = explained.GetProperty("explanation").EnumerateArray().ToArray();
        Assert.Equal(row.GetProperty("trendScore").GetInt32(),
            rules.Where(rule => rule.GetProperty("subscore").GetString() == nameof(Subscore.Trend))
            .Sum(rule => rule.GetProperty("points").GetInt32()));
        Assert.StartsWith("100 × ", explained.GetProperty("formula").GetString(), StringComparison.Ordinal);
        Assert.Equal("memory", explained.GetProperty("tier").GetString());
    }

    [Fact]
    public async Task The_trade_plan_equals_that_of_the_scan()
    {
        var rows = (await ScanAsync("""{"symbols": ["A","B","C","D","E","F","G","H"], "minDollarVolume": 0, "riskPercent": 2}"""))
            .GetProperty("rows").EnumerateArray();
        var directional = rows.First(row => row.GetProperty("entry").ValueKind == System.Text.Json.JsonValueKind.Number);

        var plan = (await GetAsync($"/api/rows/{directional.GetProperty("symbol").GetString()}?riskPercent=2")).GetProperty("plan");

        Assert.All((string[])["entry", "stop", "target", "shares"],
            name => Assert.Equal(directional.GetProperty(name).GetRawText(), plan.GetProperty(name).GetRawText()));
    }

    [Theory]
    [InlineData("AAPL?top=1", "Unknown parameter 'top'")]
    [InlineData("AAPL?account=0", "account must be above 0")]
    [InlineData("A%2AB", "Invalid symbol 'A*B'")]
    public async Task Invalid_row_requests_are_rejected(string path, string sentence)
    {
        using var answer = await Http.GetAsync($"/api/rows/{path}");

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_without_bars_is_not_found()
    {
        Source.WithoutBars[Symbol.Parse("NONE")] = true;
        using var answer = await Http.GetAsync("/api/rows/NONE");

        await ProblemOf(answer, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Presets_are_listed_and_applied_first_regardless_of_position()
    {
        var presets = await GetAsync("/api/presets");
        Assert.Contains(presets.EnumerateArray(),
            preset => preset.GetProperty("name").GetString() == "oversold" && preset.GetProperty("where")
            .GetString()!.Contains("rsi(14) < 30", StringComparison.Ordinal));

        var run = await ScanAsync("""{"days": 500, "symbols": ["AAPL"], "preset": "pullback"}""");
        using var none = await PostScanAsync("""{"preset": "oversld"}""");

        // The explicit field overrides that of the preset.
        Assert.Equal(500, run.GetProperty("summary").GetProperty("days").GetInt32());
        Assert.Contains("did you mean 'oversold'?", await ProblemOf(none, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }
}
