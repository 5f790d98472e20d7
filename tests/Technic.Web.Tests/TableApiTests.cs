using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Technic.Columnar;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Web.Tests;

/// <summary>Histories and scans as Arrow, Parquet and CSV have the values of the JSON response.</summary>
public sealed class TableApiTests : WebTest
{
    private const string Scan = """{"symbols": ["AAPL", "MSFT", "DE"], "columns": ["sma(close, 5)"], "top": 2}""";

    [Theory]
    [InlineData(ArrowTable.ContentType, "")]
    [InlineData("text/html, application/json;q=0.4, application/vnd.apache.arrow.stream;q=0.5", "")]
    [InlineData("application/json", "&format=arrow")]
    public async Task A_history_is_Arrow_by_Accept_or_by_format(string accept, string query)
    {
        var json = await GetAsync("/api/history/AAPL?days=30");

        using var answer = await SendAsync($"/api/history/AAPL?days=30{query}", accept);
        using var batch = await ArrowOf(answer);

        var bars = json.GetProperty("bars").EnumerateArray().ToArray();
        var dates = (Date32Array)batch.Column("date");
        Assert.Equal(bars.Select(bar => (double?)bar.GetProperty("close").GetDouble()), (DoubleArray)batch.Column("close"));
        Assert.Equal(bars.Select(bar => (double?)bar.GetProperty("volume").GetDouble()), (DoubleArray)batch.Column("volume"));
        Assert.Equal(
            bars.Select(bar => bar.GetProperty("date").GetString()),
            Enumerable.Range(0, batch.Length).Select(row => $"{dates.GetDateOnly(row):yyyy-MM-dd}"));
        Assert.Equal(
            (json.GetProperty("source").GetString(), json.GetProperty("asOf").GetString(), "false", "splits", "AAPL_30_daily"),
            (Fact(batch, "source"), Fact(batch, "asOf"), Fact(batch, "stale"), Fact(batch, "adjust"), Fact(batch, "key")));
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Fact]
    public async Task An_intraday_history_has_instants_in_UTC()
    {
        using var answer = await SendAsync("/api/history/DE?days=2&frequency=intraday", ArrowTable.ContentType);
        using var batch = await ArrowOf(answer);

        // 9:30 in New York is 14:30 UTC in winter, and daylight saving time began on 8 March.
        var first = ((TimestampArray)batch.Column("date")).GetTimestamp(0)!.Value;
        Assert.Equal((new TimeSpan(13, 30, 0), TimeSpan.Zero), (first.TimeOfDay, first.Offset));
    }

    [Theory]
    [InlineData("format=parquet", ParquetTable.ContentType, "PAR1")]
    [InlineData("format=csv", "text/csv", "symbol,date,open,high,low,close,volume,vwap\nAAPL,2026-03-")]
    public async Task A_history_is_Parquet_or_CSV(string query, string type, string beginning)
    {
        using var answer = await SendAsync($"/api/history/AAPL?days=10&{query}");

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith(beginning, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_has_an_entity_tag_of_its_own()
    {
        using var json = await SendAsync("/api/history/AAPL?days=10");
        using var arrow = await SendAsync("/api/history/AAPL?days=10", ArrowTable.ContentType);

        Assert.NotEqual(json.Headers.ETag, arrow.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/history/AAPL?days=10");
        again.Headers.Accept.ParseAdd(ArrowTable.ContentType);
        again.Headers.IfNoneMatch.Add(arrow.Headers.ETag!);
        using var unchanged = await Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("/api/history/AAPL?format=feather")]
    [InlineData("/api/history/AAPL?format=Arrow")]
    [InlineData("/api/history/AAPL?format=")]
    public async Task An_unknown_format_is_an_error(string path)
    {
        using var answer = await SendAsync(path);

        var problem = await ProblemOf(answer, HttpStatusCode.BadRequest);
        Assert.EndsWith("Expected: json, csv, arrow, parquet.", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8", "application/json")]
    [InlineData("text/*", "text/csv")]
    [InlineData("TEXT/CSV", "text/csv")]
    [InlineData("text/csv, application/json", "text/csv")]
    [InlineData("application/json, text/csv", "application/json")]
    [InlineData("text/csv, */*", "text/csv")]
    [InlineData("text/csv;q=0.5, */*", "application/json")]
    [InlineData("application/json;q=0, */*", "text/csv")]
    [InlineData("application/json;q=0, text/csv;q=0, */*;q=0.1", ArrowTable.ContentType)]
    [InlineData("application/*;q=0.2, application/json;q=0.1", ArrowTable.ContentType)]
    [InlineData("application/vnd.apache.parquet;q=0.9, text/csv;q=0.8", ParquetTable.ContentType)]
    [InlineData("", "application/json")]
    public async Task The_type_with_the_highest_quality_is_chosen_and_the_most_specific_entry_decides(string accept, string expected)
    {
        using var answer = await SendAsync("/api/history/AAPL?days=10", accept);

        Assert.Equal((HttpStatusCode.OK, expected), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/vnd.apache.arrow.file")]
    [InlineData("text/html, image/*")]
    [InlineData("application/json;q=0, text/csv;q=0")]
    [InlineData("*/*;q=0")]
    public async Task A_type_that_is_not_available_is_406_with_those_that_are(string accept)
    {
        using var answer = await SendAsync("/api/history/AAPL?days=10", accept);

        Assert.Equal(
            "None of the types of the Accept header is available here. Available: application/json, text/csv, "
                + "application/vnd.apache.arrow.stream, application/vnd.apache.parquet.",
            await ProblemOf(answer, HttpStatusCode.NotAcceptable));
        using var chosen = await SendAsync("/api/history/AAPL?days=10&format=csv", accept);
        Assert.Equal(HttpStatusCode.OK, chosen.StatusCode);
    }

    [Theory]
    [InlineData("/api/history/AAPL?days=10&format=arrow", HttpStatusCode.OK, ArrowTable.ContentType)]
    [InlineData("/api/history/AAPL?days=10", HttpStatusCode.OK, "application/json")]
    [InlineData("/api/history/AAPL?days=0", HttpStatusCode.BadRequest, "application/problem+json")]
    [InlineData("/api/nothing", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/v2/aggs/ticker/AAPL/range/1/day/2026-03-02/2026-03-06", HttpStatusCode.OK, "application/json")]
    public async Task HEAD_has_the_status_and_headers_of_GET_without_a_body(string path, HttpStatusCode status, string type)
    {
        using var get = await SendAsync(path);
        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((status, status, type), (get.StatusCode, head.StatusCode, head.Content.Headers.ContentType?.MediaType));
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_problem_stays_a_problem_document()
    {
        using var answer = await SendAsync("/api/history/AAPL?days=0", ArrowTable.ContentType);

        await ProblemOf(answer, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_rows_of_a_scan_are_a_table_with_its_summary_as_metadata()
    {
        var json = await ScanAsync(Scan);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans") { Content = Json(Scan) };
        request.Headers.Accept.ParseAdd(ArrowTable.ContentType);
        using var answer = await Http.SendAsync(request);
        using var batch = await ArrowOf(answer);

        var rows = json.GetProperty("rows").EnumerateArray().ToArray();
        var symbols = (StringArray)batch.Column("symbol");
        Assert.Equal(2, batch.Length);
        Assert.Equal(
            rows.Select(row => row.GetProperty("symbol").GetString()), Enumerable.Range(0, 2).Select(row => symbols.GetString(row)));
        foreach (var column in new[] { "close", "rsi14", "rating", "dollarVolume20" })
        {
            Assert.Equal(
                rows.Select(row => row.GetProperty(column).Deserialize<double?>()),
                (DoubleArray)batch.Column(column));
        }
        Assert.Equal(
            [.. ScanColumns.All.Select(column => column.Name), "sma(close, 5)"], batch.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(new DateOnly(2026, 3, 11), ((Date32Array)batch.Column("asOf")).GetDateOnly(0));
        Assert.Equal(
            ("scripted", "2026-03-11", "3", "0", "0"),
            (Fact(batch, "source"), Fact(batch, "asOf"), Fact(batch, "requested"), Fact(batch, "failed"), Fact(batch, "stale")));
    }

    [Fact]
    public async Task The_rows_of_a_kept_scan_are_all_in_one_table_unless_limited()
    {
        Source.Listings = [.. Enumerable.Range(0, 150).Select(i => new Listing(Symbol.Parse($"S{i}")))];
        using var begun = await BeginScanAsync("""{"top": 150}""");
        await EndOfAsync(begun.Headers.Location!);

        using var all = await SendAsync($"{begun.Headers.Location}/rows?format=arrow");
        using var some = await SendAsync($"{begun.Headers.Location}/rows?format=arrow&offset=140&limit=5");
        using var allRows = await ArrowOf(all);
        using var someRows = await ArrowOf(some);

        Assert.Equal((150, 5), (allRows.Length, someRows.Length));
        Assert.Equal(141, ((DoubleArray)someRows.Column("rank")).GetValue(0));
        Assert.Equal("150", Fact(someRows, "ranked"));
    }

    private static string Fact(RecordBatch batch, string name) => batch.Schema.Metadata[$"technic.{name}"];

    private async Task<HttpResponseMessage> SendAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Http.SendAsync(request);
    }

    private static async Task<RecordBatch> ArrowOf(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal(new MediaTypeHeaderValue(ArrowTable.ContentType), answer.Content.Headers.ContentType);
        using var reader = new ArrowStreamReader(await answer.Content.ReadAsStreamAsync());
        return await reader.ReadNextRecordBatchAsync();
    }
}
