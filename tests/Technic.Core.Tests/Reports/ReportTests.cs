using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Reports;

public sealed class ReportTests
{
    private static readonly Symbol Apple = Symbol.Parse("AAPL");

    [Fact]
    public void A_single_run_has_no_speedup()
    {
        var json = Written(json => ScanJson.Write(json, new ScanReport([Scan(10)])));

        Assert.Equal(JsonValueKind.Null, json.GetProperty("speedup").ValueKind);
    }

    [Fact]
    public void Speedup_is_the_first_run_s_time_by_the_last_one_s()
    {
        var json = Written(json => ScanJson.Write(json, new ScanReport([Scan(300), Scan(5), Scan(20)])));

        Assert.Equal(15, json.GetProperty("speedup").GetDouble());
        Assert.Equal(300, json.GetProperty("runs")[0].GetProperty("summary").GetProperty("elapsedMs").GetDouble());
    }

    [Fact]
    public void A_run_says_everything_that_was_counted()
    {
        var run = Written(json => ScanJson.WriteRun(json, Scan(10)));

        Assert.Equal(
            """{"requested":9,"ranked":1,"filtered":6,"failed":2,"stale":1,"elapsedMs":10,"providerRequests":4"""
            + ""","tiers":{"memory":1,"store":0,"provider":2},"asOf":"2024-06-28","data":"final","days":0"""
            + ""","provisional":false,"withGaps":0,"marketSymbols":null,"source":"test","cut":null}""",
            run.GetProperty("summary").GetRawText());
        Assert.Equal(
            """{"hits":3,"misses":3,"total":6,"hitRate":50,"cacheSize":4,"memoryHits":1,"storeHits":2,"providerFetches":6"""
            + ""","providerRequests":7,"staleServed":8,"coalesced":9,"failures":10,"storeDamaged":11"""
            + ""","storeUnavailable":12,"memoryBytes":5,"evictions":0}""",
            run.GetProperty("statistics").GetRawText());
        Assert.Equal("""{"trend":"Down","highVolatility":null,"source":"Spy","breadth":0.25}""", run.GetProperty("regime").GetRawText());
        Assert.Equal("""{"sector":4,"min price":2}""", run.GetProperty("filtered").GetRawText());
        Assert.Equal(
            """[{"symbol":"BAD","reason":"no bars <in> \"the\" window"}]""",
            run.GetProperty("failures").GetRawText().Replace("\\u003C", "<", StringComparison.Ordinal));
    }

    [Fact]
    public void A_market_that_nobody_can_tell_is_null() =>
        Assert.Equal(JsonValueKind.Null, Written(json => ScanJson.WriteRegime(json, null)).ValueKind);

    [Fact]
    public void A_row_has_every_column_with_null_for_no_value_and_true_for_stale()
    {
        var row = Written(json => ScanJson.WriteRow(json, Row));

        Assert.Equal(ScanColumns.All.Select(column => column.Name), row.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.True, row.GetProperty("stale").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("sma20").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("industry").ValueKind);
        Assert.Equal("Café & Söhne", row.GetProperty("name").GetString());
        Assert.Equal(10.5, row.GetProperty("close").GetDouble());
    }

    [Fact]
    public void A_row_is_the_same_in_CSV()
    {
        using var text = new StringWriter();
        TableCsv.Write(text, RowTable.Of([Row], ScanColumns.All));

        var lines = text.ToString().Split('\n');
        Assert.Equal(string.Join(',', ScanColumns.All.Select(column => column.Name)), lines[0]);
        var fields = lines[1].Split(',');
        Assert.Equal(ScanColumns.All.Length, fields.Length);
        var json = Written(json => ScanJson.WriteRow(json, Row));
        for (var i = 0; i < fields.Length; i++)
            Assert.Equal(json.GetProperty(ScanColumns.All[i].Name).ToString().ToLowerInvariant(), fields[i].ToLowerInvariant());
    }

    [Fact]
    public void An_indicator_without_a_value_is_null_in_JSON_and_empty_in_CSV()
    {
        var table = IndicatorTable.Of(Bars);
        using var text = new StringWriter();

        IndicatorReport.WriteCsv(text, table);
        var rows = Written(json => IndicatorReport.WriteJson(json, table));

        Assert.Equal(2, rows.GetArrayLength());
        Assert.Equal(("2024-06-27", JsonValueKind.Null), (rows[0].GetProperty("date").GetString(), rows[0].GetProperty("roc1").ValueKind));
        Assert.Equal(5, rows[1].GetProperty("roc1").GetDouble(), 1e-9);
        Assert.StartsWith("2024-06-27,,,,", text.ToString().Split('\n')[1], StringComparison.Ordinal);
    }

    private static BarSeries Bars => BarSeries.FromColumns(
        [BarTime.OfDay(new DateOnly(2024, 6, 27)).Minutes, BarTime.OfDay(new DateOnly(2024, 6, 28)).Minutes],
        [10, 10, 11, 11, 9, 9, 10, 10.5, 1_000, 2_000]);

    private static RankedRow Row =>
        new(1, new Listing(Apple, "Café & Söhne"), SymbolEvaluator.Evaluate(Apple, Bars), RelativeStrength: 50, Plan: null, Stale: true);

    private static MeasuredScan Scan(double milliseconds) => new(
        new ScanResult(
            new ScanSummary(
                9, 1, 6, 2, 1, TimeSpan.FromMilliseconds(milliseconds), 4, new TierCounts(1, 0, 2), new DateOnly(2024, 6, 28), "test"),
            new Regime(MarketTrend.Down, null, RegimeSource.Spy, 0.25),
            [Row],
            new Dictionary<string, int> { ["sector"] = 4, ["min price"] = 2 },
            [new SymbolFailure(Symbol.Parse("BAD"), "no bars <in> \"the\" window")]),
        new CacheStatistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = Json.Writer(stream)) write(json);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
