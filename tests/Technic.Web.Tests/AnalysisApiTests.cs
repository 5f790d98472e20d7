using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Web.Tests;

public sealed class AnalysisApiTests : WebTest
{
    [Fact]
    public async Task An_analysis_contains_the_row_of_a_scan()
    {
        var row = (await ScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0, "days": 200}""")).GetProperty("rows")[0];

        var analysis = await GetAsync("/api/analysis/AAPL?days=200");

        var own = analysis.GetProperty("row");
        foreach (var column in ScanColumns.All.Where(column => !column.NeedsRanking))
            Assert.Equal(row.GetProperty(column.Name).ToString(), own.GetProperty(column.Name).ToString());
        Assert.Equal("memory", analysis.GetProperty("history").GetProperty("tier").GetString());
    }

    [Fact]
    public async Task Indicators_are_as_long_as_the_bars_and_end_with_the_rows_values()
    {
        var analysis = await GetAsync("/api/analysis/AAPL?days=200");

        var bars = analysis.GetProperty("history").GetProperty("bars").GetArrayLength();
        foreach (var indicator in analysis.GetProperty("indicators").EnumerateObject())
        {
            Assert.Equal(bars, indicator.Value.GetArrayLength());
            var (last, own) = (indicator.Value[bars - 1], analysis.GetProperty("row").GetProperty(indicator.Name));
            Assert.Equal(own.ValueKind, last.ValueKind);
            if (last.ValueKind == JsonValueKind.Number) Assert.Equal(own.GetDouble(), last.GetDouble(), 1e-9);
        }
    }

    [Fact]
    public async Task The_rules_add_up_to_the_subscores()
    {
        var analysis = await GetAsync("/api/analysis/AAPL?days=200");

        foreach (var rules in analysis.GetProperty("rules").EnumerateArray().GroupBy(rule => rule.GetProperty("subscore").GetString()!))
        {
            var points = Math.Clamp(rules.Sum(rule => rule.GetProperty("points").GetInt32()), -3, 3);
            Assert.Equal(points, analysis.GetProperty("row").GetProperty($"{rules.Key.ToLowerInvariant()}Score").GetInt32());
        }
        Assert.StartsWith("100 × (", analysis.GetProperty("formula").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_uses_the_requested_account()
    {
        var usual = (await GetAsync("/api/analysis/AAPL")).GetProperty("row").GetProperty("shares");
        var large = (await GetAsync("/api/analysis/AAPL?account=20000")).GetProperty("row").GetProperty("shares");

        Assert.Equal(usual.ValueKind, large.ValueKind);
        if (usual.ValueKind == JsonValueKind.Number) Assert.InRange(large.GetInt64(), usual.GetInt64(), (2 * usual.GetInt64()) + 1);
    }

    [Theory]
    [InlineData("/api/analysis/AA%2APL", "Invalid symbol")]
    [InlineData("/api/analysis/AAPL?where=close", "Unknown parameter 'where'")]
    [InlineData("/api/analysis/AAPL?account=-1", "account must be above 0")]
    public async Task Invalid_analysis_requests_are_rejected(string address, string sentence)
    {
        using var answer = await Http.GetAsync(address);

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_without_bars_is_not_found_and_one_whose_provider_failed_is_unavailable()
    {
        Source.WithoutBars[Symbol.Parse("NONE")] = true;
        using var none = await Http.GetAsync("/api/analysis/NONE");
        await ProblemOf(none, HttpStatusCode.NotFound);

        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The market is out of reach.");
        using var failed = await Http.GetAsync("/api/analysis/OTHER");
        Assert.Contains("The market is out of reach.", await ProblemOf(failed, HttpStatusCode.ServiceUnavailable),
            StringComparison.Ordinal);
    }
}
