using System.Net;
using System.Text;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Web.Tests;

public sealed class ScansApiTests : WebTest
{
    [Fact]
    public async Task A_scan_returns_the_same_run_as_the_command_line()
    {
        var run = await ScanAsync("""{"symbols": ["AAPL", "MSFT", "KO"], "days": 90, "minDollarVolume": 0, "top": 2}""");

        Assert.Equal(["advice", "summary", "statistics", "regime", "filtered", "failures", "jumps", "rows"], NamesOf(run));
        Assert.Equal((3, 3),
            (run.GetProperty("summary").GetProperty("requested").GetInt32(), run.GetProperty("summary").GetProperty("ranked").GetInt32()));
        Assert.Equal(3, run.GetProperty("statistics").GetProperty("misses").GetInt32());
        Assert.Equal(2, run.GetProperty("rows").GetArrayLength());
        Assert.Equal([.. ScanColumns.All.Select(c => c.Name), "sizeLimit", "strengthReturn", "comparableBars", "closes"],
            NamesOf(run.GetProperty("rows")[0]));
    }

    [Fact]
    public async Task Every_field_of_the_request_reaches_the_engine()
    {
        var run = await ScanAsync(
            """
            {"universe": [{"symbol": "AAA", "sector": "Energy", "industry": "Oil", "exchange": "NYSE", "name": "A", "marketCap": 1e9},
              {"symbol": "BBB", "sector": "Energy"}],
             "dropped": {"no symbol": 3}, "days": 60, "frequency": "daily", "asOf": "2025-06-02", "maxSymbols": 10,
              "sectors": ["Energy"], "industries": ["oil"],
             "exchanges": ["nyse"], "minPrice": 2, "minDollarVolume": 1, "minBars": 5, "minRating": -100,
              "signals": ["long", "Neutral", "strong-long", "Short", "strongShort"],
             "allowShorts": true, "where": "close > 1", "sort": "close", "ascending": true, "top": 5, "maxPerSector": 3,
              "account": 50000, "riskPercent": 2, "rewardRatio": 3, "streamRows": false}
            """);

        Assert.Equal("2025-06-02", run.GetProperty("summary").GetProperty("asOf").GetString());
        Assert.Equal(3, run.GetProperty("filtered").GetProperty("no symbol").GetInt32());
        var row = Assert.Single(run.GetProperty("rows").EnumerateArray());
        Assert.Equal(("AAA", "A", 1e9),
            (row.GetProperty("symbol").GetString(), row.GetProperty("name").GetString(), row.GetProperty("marketCap").GetDouble()));
    }

    [Fact]
    public async Task A_universe_describes_the_named_symbols()
    {
        var run = await ScanAsync(
            """{"symbols": ["BBB"], "universe": [{"symbol": "AAA"}, {"symbol": "BBB", "name": "The B"}], "minDollarVolume": 0}""");

        Assert.Equal("The B", Assert.Single(run.GetProperty("rows").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_empty_object_scans_the_sources_universe_with_defaults()
    {
        Source.Listings = [new Listing(Symbol.Parse("AAPL")), new Listing(Symbol.Parse("KO"))];

        Assert.Equal(2, (await ScanAsync("{}")).GetProperty("summary").GetProperty("requested").GetInt32());
    }

    [Fact]
    public async Task A_null_field_equals_a_missing_field()
    {
        var run = await ScanAsync("""{"symbols": ["AAPL"], "minRating": null, "asOf": null, "minDollarVolume": 0}""");

        Assert.Equal(1, run.GetProperty("summary").GetProperty("ranked").GetInt32());
    }

    [Theory]
    [InlineData("""{"minPrise": 5}""",
        "Unknown field 'minPrise' (did you mean 'minPrice'?). Expected: preset, symbols, universe, dropped, days,")]
    [InlineData("""{"days": "ninety"}""", "Invalid days '\"ninety\"': expected an integer.")]
    [InlineData("""{"days": 1.5}""", "Invalid days '1.5': expected an integer.")]
    [InlineData("""{"days": 99999999999}""", "Invalid days '99999999999': expected an integer.")]
    [InlineData("""{"minPrice": 1e999}""", "Invalid minPrice '1e999': expected a number.")]
    [InlineData("""{"ascending": "yes"}""", "Invalid ascending '\"yes\"': expected true or false.")]
    [InlineData("""{"symbols": "AAPL"}""", "Invalid symbols '\"AAPL\"': expected a list of texts.")]
    [InlineData("""{"symbols": [1]}""", "Invalid symbols '1': expected a text.")]
    [InlineData("""{"symbols": ["A*B"]}""", "Invalid symbol 'A*B': character 2 must be one of A-Z")]
    [InlineData("""{"asOf": "yesterday"}""", "Invalid asOf 'yesterday': expected a date, e.g. 2021-04-21.")]
    [InlineData("""{"asOf": "2026-03-12"}""", "asOf must be a day from 1990-01-01 to today")]
    [InlineData("""{"frequency": "weekly"}""", "Unknown frequency 'weekly': expected daily, intraday or extended.")]
    [InlineData("""{"signals": ["Lung"]}""", "Unknown signal 'Lung' (did you mean 'Long'?)")]
    [InlineData("""{"signals": ["2"]}""", "Unknown signal '2'")]
    [InlineData("""{"sort": "rsi41"}""", "Unknown column 'rsi41'")]
    [InlineData("""{"sectors": ["Helth Care"]}""", "Health Care")]
    [InlineData("""{"days": 0}""", "days must be between 1 and 36525, not 0")]
    [InlineData("""{"account": 0}""", "account must be above 0")]
    [InlineData("""{"maxSymbols": 1000000}""", "1000000 symbols exceed the limit of this server (20000 per scan).")]
    [InlineData("""{"universe": [{"name": "A"}]}""", "Missing symbol")]
    [InlineData("""{"universe": [{"symbol": "A", "isin": "X"}]}""", "Unknown field 'isin' in universe")]
    [InlineData("""{"universe": ["A"]}""", "Invalid universe '\"A\"': expected a list of objects, each with a symbol.")]
    [InlineData("""{"dropped": {"x": -1}}""", "Invalid dropped '{\"x\": -1}': expected counts")]
    [InlineData("""{"days": 1, "days": 2}""", "Duplicate field 'days'.")]
    [InlineData("""{"days": """, "Invalid JSON at line 1, byte 10.")]
    [InlineData("", "The request body is empty")]
    [InlineData("[]", "The request body must be a JSON object")]
    [InlineData("""{"a": {"b": {"c": {"d": {"e": 1}}}}}""", "Invalid JSON at line 1")]
    public async Task Invalid_requests_are_rejected_with_a_message(string body, string sentence)
    {
        using var answer = await PostScanAsync(body);

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(Source.Calls);
    }

    [Fact]
    public async Task A_body_without_the_JSON_content_type_is_rejected()
    {
        using var answer = await Http.PostAsync("/api/scans", new StringContent("{}", Encoding.UTF8, "text/plain"));

        Assert.Contains("Content-Type: application/json", await ProblemOf(answer, HttpStatusCode.UnsupportedMediaType),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_rejected_with_and_without_a_length(bool saysItsLength)
    {
        using var body = Json($$"""{"symbols": ["{{new string('A', Options.BodyBytes)}}"]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans") { Content = body };
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.ExpectContinue = true;

        using var answer = await Http.SendAsync(request);

        Assert.Contains("too large", await ProblemOf(answer, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_universe_of_a_whole_market_fits_into_a_body()
    {
        var listings = Enumerable.Range(0, 7_500).Select(i => new
        {
            symbol = $"S{i:D4}",
            name = $"A company with a rather long name, number {i}, Common Stock",
            exchange = "NASDAQ",
            sector = "Consumer Discretionary",
            industry = "Biotechnology: Laboratory Analytical Instruments",
            marketCap = 44906679096.0 + i,
        });

        var run = await ScanAsync($$"""{"universe": {{JsonSerializer.Serialize(listings)}}, "maxSymbols": 1, "minDollarVolume": 0}""");

        Assert.Equal(7_499, run.GetProperty("filtered").GetProperty("max symbols").GetInt32());
    }

    [Fact]
    public async Task A_key_rejected_by_the_provider_returns_502_with_the_message()
    {
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.NotAuthorized, "The provider refuses the key.");

        using var answer = await PostScanAsync("""{"symbols": ["AAPL"]}""");

        Assert.Equal("The provider refuses the key.", await ProblemOf(answer, HttpStatusCode.BadGateway));
    }

    [Fact]
    public async Task A_failed_symbol_is_part_of_the_result()
    {
        Source.Refuse = symbol => symbol.Text == "KO"
            ? new PriceSourceException(PriceSourceFailure.BadData, "The answer is about another symbol.") : null;

        var run = await ScanAsync("""{"symbols": ["AAPL", "KO"], "minDollarVolume": 0}""");

        var failure = Assert.Single(run.GetProperty("failures").EnumerateArray());
        Assert.Equal(("KO", "The answer is about another symbol."),
            (failure.GetProperty("symbol").GetString(), failure.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Too_many_concurrent_scans_get_429_and_other_requests_are_served()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (_, token) => gate.Task.WaitAsync(token);
        var scans = Enumerable.Range(0, Options.ConcurrentScans).Select(i => PostScanAsync($$"""{"symbols": ["S{{i}}"]}""")).ToArray();
        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == Options.ConcurrentScans, TimeSpan.FromSeconds(60)));

        using var oneMore = await PostScanAsync("""{"symbols": ["AAPL"]}""");
        var sentence = await ProblemOf(oneMore, HttpStatusCode.TooManyRequests);
        var columns = await GetAsync("/api/columns");
        gate.SetResult();

        Assert.Contains("Too many concurrent scans (limit 8)", sentence, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), oneMore.Headers.RetryAfter?.Delta);
        Assert.Equal(ScanColumns.All.Length, columns.GetArrayLength());
        Assert.All(await Task.WhenAll(scans), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        using var later = await PostScanAsync("""{"symbols": ["AAPL"]}""");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task A_disconnected_client_cancels_its_scan()
    {
        Source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using var leaving = new CancellationTokenSource();
        var scan = Http.PostAsync("/api/scans", Json("""{"symbols": ["AAPL"]}"""), leaving.Token);
        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 1, TimeSpan.FromSeconds(60)));

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scan);
        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 0, TimeSpan.FromSeconds(60)));
        Assert.Equal(1, Source.Cancelled);
    }

    [Theory]
    [InlineData("/api/cache/memory", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/../../etc/passwd", HttpStatusCode.NotFound)]
    public async Task An_unknown_path_or_method_returns_a_problem_document(string path, HttpStatusCode status)
    {
        using var answer = await Http.GetAsync(path);

        await ProblemOf(answer, status);
    }

    [Fact]
    public async Task A_request_saved_by_the_command_line_is_a_valid_body()
    {
        var request = new ScanRequest
        {
            Where = "close > 1",
            Signals = [Signal.Long],
            MinRating = -50,
            MinPrice = 1e6,
        };
        var saved = RequestChanges.Of(request) with { Symbols = [Symbol.Parse("AAA"), Symbol.Parse("BBB")] };
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body)) RequestJson.Write(json, saved);

        var run = await ScanAsync(Encoding.UTF8.GetString(body.ToArray()));

        Assert.Equal(2, run.GetProperty("summary").GetProperty("requested").GetInt32());
        Assert.Equal(2, run.GetProperty("filtered").GetProperty("min price").GetInt32());
    }
}
