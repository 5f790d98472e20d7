using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;
using Technic.Web.Client;
using Technic.Web.Security;

namespace Technic.Front.Tests;

/// <summary>The front with a cluster that is available, starts, stops and restarts.</summary>
public sealed class FrontTests
{
    private static readonly PriceHistoryKey Key = PriceHistoryKey.Parse("AAPL_90_daily");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Far from what a loaded machine needs, and below the 30 s that a call to a silo may take.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    private readonly ScriptedSource _source = new(TimeProvider.System);

    private static ScanRequest Request { get; } = new()
    {
        Universe = new Universe([.. Enumerable.Range(0, 40).Select(i => new Listing(Symbol.Parse($"S{i:D2}"), $"Company {i}"))]),
        Top = 0,
        MinDollarVolume = 0,
    };

    [Fact]
    public async Task The_front_supports_scans_lookups_statistics_and_clearing()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        using var engine = new ServerEngine(front.Address, TimeProvider.System);

        var cold = await engine.ScanToEndAsync(Request, default);
        var warm = await engine.ScanToEndAsync(Request, default);

        Assert.Equal((40, new TierCounts(0, 0, 40)), (cold.Rows.Count, cold.Summary.Tiers));
        Assert.Equal((40, new TierCounts(40, 0, 0)), (warm.Rows.Count, warm.Summary.Tiers));
        Assert.Equal(cold.Rows, warm.Rows);
        Assert.Equal(Tier.Memory, (await engine.GetHistoryAsync(PriceHistoryKey.Parse("S07_150_daily"), default)).Tier);
        Assert.Equal((41, 40, 40), (await engine.GetStatisticsAsync(default)) is var s ? (s.Hits, s.Misses, s.CacheSize) : default);
        Assert.Equal(40, await engine.ClearMemoryAsync(default));
        Assert.Equal(new TierCounts(0, 40, 0), (await engine.ScanToEndAsync(Request, default)).Summary.Tiers);
        await Assert.ThrowsAsync<ScanRequestException>(() => engine.ScanToEndAsync(Request with { Sort = "rsi41" }, default));
    }

    [Fact]
    public async Task The_engine_status_contains_all_silos_with_their_statistics()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        using var engine = new ServerEngine(front.Address, TimeProvider.System);
        await engine.ScanToEndAsync(Request, default);

        var told = JsonElement.Parse(await front.Http.GetStringAsync("/api/engine"));

        Assert.Equal("cluster", told.GetProperty("kind").GetString());
        var process = Assert.Single(told.GetProperty("processes").EnumerateArray());
        Assert.True(process.GetProperty("alive").GetBoolean());
        Assert.Equal(40, process.GetProperty("statistics").GetProperty("misses").GetInt32());
        Assert.Equal(40, process.GetProperty("activations").GetProperty("PriceHistoryGrain").GetInt32());
        Assert.InRange(process.GetProperty("startedAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-10),
            DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Matches(@"^127\.0\.0\.1:\d+$", process.GetProperty("address").GetString());
    }

    [Fact]
    public async Task Without_a_silo_the_front_is_live_not_ready_and_rejects_requests_immediately()
    {
        await using var front = await FrontUnderTest.StartAsync("--Technic:Cluster=localhost", $"--Technic:GatewayPort={Ports.Free()}");
        using var live = await front.Http.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        await front.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable);

        foreach (var path in (string[])["/api/history/AAPL", "/api/cache/stats", "/api/engine", "/api/scans/stream?symbols=AAPL"])
        {
            var clock = Stopwatch.StartNew();
            using var answer = await front.Http.GetAsync(path);

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"),
                (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtOnce);
        }
        using var columns = await front.Http.GetAsync("/api/columns");
        Assert.Equal(HttpStatusCode.OK, columns.StatusCode);
    }

    [Fact]
    public async Task The_front_becomes_ready_when_a_silo_starts_and_again_after_a_restart()
    {
        await using var silo = new LocalSilo(_source);
        await using var front = await StartAsync(silo);
        await SeeAsync(front, $"No silo responds on port {silo.GatewayPort} of this machine.");

        await silo.StartAsync();
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(front));

        await silo.KillAsync();
        await front.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(front));

        await silo.StartAsync();
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(front));
    }

    [Fact]
    public async Task A_gateway_that_does_not_respond_does_not_block_requests()
    {
        await using var silo = new LocalSilo(_source);
        using var hung = new TcpListener(IPAddress.Loopback, silo.GatewayPort);
        hung.Start();
        await using var front = await StartAsync(silo);
        using var accepted = await hung.AcceptTcpClientAsync().WaitAsync(Patience);

        var clock = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(front));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtOnce);

        hung.Stop();
        await silo.StartAsync();
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Requests_to_a_killed_silo_fail_within_seconds()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        using var engine = new ServerEngine(front.Address, TimeProvider.System);
        _source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        var history = engine.GetHistoryAsync(Key, default).AsTask();
        var scan = engine.ScanToEndAsync(Request, default);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight >= 2, Patience));

        var clock = Stopwatch.StartNew();
        await silo.KillAsync();

        var ended = await Assert.ThrowsAsync<ScanFailedException>(() => history);
        Assert.True(ended.Message.StartsWith("The connection to the cluster was lost", StringComparison.Ordinal)
            || ended.Message.StartsWith("The silo did not respond in time", StringComparison.Ordinal), ended.Message);
        await Assert.ThrowsAsync<ScanFailedException>(() => scan);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtOnce);
    }

    [Fact]
    public async Task A_disconnected_client_cancels_the_requests_of_the_cluster()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        _source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        using (var stream = await front.Http.GetStreamAsync("/api/scans/stream?symbols=AAPL,KO"))
        {
            Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 2, Patience));
        }

        Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 0, Patience));
    }

    [Fact]
    public async Task A_missing_database_is_reported_without_its_password()
    {
        const string password = "hunter2-never-to-be-seen";
        var port = Ports.Free();
        await using var front = await FrontUnderTest.StartAsync(
            "--Technic:Cluster=postgres", $"--Technic:Postgres=Host=127.0.0.1;Port={port};Username=technic;Password={password};"
                + $"Database=technic");

        var sentence = await SeeAsync(front, "Cannot discover the silos of the cluster.");

        Assert.EndsWith($"PostgreSQL is not reachable: nothing listens at 127.0.0.1:{port}.", sentence, StringComparison.Ordinal);
        Assert.Contains(sentence, front.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(password, front.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_discovers_new_and_restarted_silos_through_PostgreSQL()
    {
        var connection = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using var front = await FrontUnderTest.StartAsync("--Technic:Cluster=postgres", $"--Technic:Postgres={connection}");
        using var engine = new ServerEngine(front.Address, TimeProvider.System);
        await SeeAsync(front, "Cannot discover the silos of the cluster.");

        using (var first = await PostgresSilo.StartAsync(connection, _source))
        {
            await front.UntilReadyIsAsync(HttpStatusCode.OK);
            Assert.Equal(Tier.Provider, (await engine.GetHistoryAsync(Key, default)).Tier);
            await first.StopAsync();
        }
        await front.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable);

        using var second = await PostgresSilo.StartAsync(connection, _source);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        Assert.Equal(Tier.Store, (await engine.GetHistoryAsync(Key, default)).Tier);
        await second.StopAsync();
    }

    [Theory]
    [InlineData("--Technic:Cluster=kubernetes", "Unknown cluster 'kubernetes': Technic:Cluster must be localhost or postgres.")]
    [InlineData("--Technic:GatewayPort=0", "Technic:GatewayPort must be between 1 and 65535.")]
    [InlineData("--Technic:Clustr=localhost", "Unknown setting --Technic:Clustr (did you mean 'Cluster'?). Run with --help for a list.")]
    [InlineData("--Technic:ConcurrentScans=0", "Technic:ConcurrentScans must be between 1 and 1000.")]
    [InlineData("--Technic:RequestsPerSecond=-1", "Technic:RequestsPerSecond must be between 0 and 1000000.")]
    [InlineData("--Technic:Keys=laptop read hunter2", "Technic:Keys: key 'laptop' has an invalid hash")]
    [InlineData("--Technic:KeyFile=missing.txt", "Cannot read the key file 'missing.txt'")]
    [InlineData("--Technic:Cluster=postgres",
        "The cluster is found by PostgreSQL, and no connection string is given: set Technic:Postgres or TECHNIC_POSTGRES.")]
    [InlineData("--Technic:Postgres=postgres://me:hunter2@host/technic?sslmode=require", "The connection string is a URL; the form Host=")]
    [InlineData("--Technic:Postgres=Host=h;Pasword=hunter2", "The connection string of PostgreSQL cannot be read")]
    public async Task An_invalid_setting_is_reported_with_one_message_without_secrets(string setting, string sentence)
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await FrontProcess.RunAsync([setting, "--urls=http://127.0.0.1:0"], output, error);

        Assert.Equal((2, ""), (code, output.ToString()));
        Assert.Contains(sentence, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0")]
    [InlineData("--urls=http://*:0")]
    [InlineData("--Kestrel:Endpoints:Open:Url=http://0.0.0.0:0")]
    public async Task Without_API_keys_the_front_does_not_start_on_a_public_address(string setting)
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await FrontProcess.RunAsync(
            [setting, "--Technic:Cluster=localhost", $"--Technic:GatewayPort={Ports.Free()}"], output, error);

        Assert.Equal((2, ""), (code, output.ToString()));
        Assert.StartsWith("Listening on ", Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_API_keys_a_cluster_requires_one()
    {
        var key = ApiKey.New("reader", ApiRole.Read, out var secret);
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await FrontUnderTest.StartAsync(
            "--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}", $"--Technic:Keys={key}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        using var reader = new ServerEngine(front.Address, TimeProvider.System, new ServerEngineOptions { Key = secret });
        using var stranger = new ServerEngine(front.Address, TimeProvider.System);

        Assert.Equal(40, (await reader.ScanToEndAsync(Request, default)).Rows.Count);
        Assert.Contains("role 'operate' required",
            (await Assert.ThrowsAsync<ScanFailedException>(() => reader.ClearMemoryAsync(default).AsTask())).Message,
            StringComparison.Ordinal);
        Assert.Contains("API key required",
            (await Assert.ThrowsAsync<ScanFailedException>(() => stranger.ScanToEndAsync(Request, default))).Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(secret, front.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_scan_of_a_cluster_is_started_followed_paged_and_deleted()
    {
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans") { Headers = { { "Prefer", "respond-async" } } };
        request.Content = new StringContent(
            """{"symbols": ["AAA", "BBB", "CCC"], "minDollarVolume": 0, "top": 0}""", System.Text.Encoding.UTF8, "application/json");

        using var begun = await front.Http.SendAsync(request);
        var events = await front.Http.GetStringAsync($"{begun.Headers.Location}/stream");
        var rows = JsonElement.Parse(await front.Http.GetStringAsync($"{begun.Headers.Location}/rows?offset=1&limit=1"));
        using var forgotten = await front.Http.DeleteAsync(begun.Headers.Location);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.NoContent), (begun.StatusCode, forgotten.StatusCode));
        Assert.Contains("event: completed\n", events, StringComparison.Ordinal);
        Assert.Equal((3, 1), (rows.GetProperty("total").GetInt32(), rows.GetProperty("rows").GetArrayLength()));
        Assert.Equal("AAA_90_daily",
            JsonElement.Parse(await front.Http.GetStringAsync("/api/rows/AAA?days=90")).GetProperty("key").GetString());
    }

    [Fact]
    public async Task A_Polygon_client_reads_bars_and_tickers_from_the_cluster()
    {
        _source.Listings = [new Listing(Symbol.Parse("KO"), "Coca-Cola", "NYSE"), new Listing(Symbol.Parse("AAPL"), "Apple", "NASDAQ")];
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        var (from, to) = (new DateOnly(2025, 3, 3), new DateOnly(2025, 3, 14));

        var bars = JsonElement.Parse(
            await front.Http.GetStringAsync($"/v2/aggs/ticker/AAPL/range/1/day/{from:yyyy-MM-dd}/{to:yyyy-MM-dd}?apiKey=any"));
        var tickers = JsonElement.Parse(await front.Http.GetStringAsync("/v3/reference/tickers"));
        var universe = JsonElement.Parse(await front.Http.GetStringAsync("/api/universe"));

        Assert.Equal(
            _source.Bars(Symbol.Parse("AAPL"), Frequency.Daily, from, to).Close.ToArray(),
            bars.GetProperty("results").EnumerateArray().Select(bar => bar.GetProperty("c").GetDouble()));
        Assert.Equal(["AAPL", "KO"],
            tickers.GetProperty("results").EnumerateArray().Select(ticker => ticker.GetProperty("ticker").GetString()!));
        Assert.Equal("Coca-Cola", universe.GetProperty("universe")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_Polygon_client_reads_market_days_and_splits_from_the_cluster()
    {
        var market = new ScriptedMarket(TimeProvider.System, [Symbol.Parse("AAPL"), Symbol.Parse("KO")]);
        market.Splits.Enqueue(new Split(Symbol.Parse("KO"), new DateOnly(2025, 6, 2), 2));
        await using var silo = new LocalSilo(market);
        await silo.StartAsync();
        await using var front = await StartAsync(silo);
        await front.UntilReadyIsAsync(HttpStatusCode.OK);

        var raw = await DayAsync("adjusted=false");
        var adjusted = await DayAsync("adjusted=true");
        var splits = JsonElement.Parse(await front.Http.GetStringAsync("/v3/reference/splits?execution_date.gte=2025-05-01"));

        Assert.Equal(("AAPL", "KO"), (raw[0].GetProperty("T").GetString(), raw[1].GetProperty("T").GetString()));
        Assert.Equal(market.RawBar(Symbol.Parse("KO"), new DateOnly(2025, 5, 1)).Close, raw[1].GetProperty("c").GetDouble());
        Assert.Equal((raw[0].GetProperty("c").GetDouble(), raw[1].GetProperty("c").GetDouble() / 2),
            (adjusted[0].GetProperty("c").GetDouble(), adjusted[1].GetProperty("c").GetDouble()));
        Assert.Equal("KO", Assert.Single(splits.GetProperty("results").EnumerateArray()).GetProperty("ticker").GetString());
        Assert.Single(market.Days);

        async Task<JsonElement> DayAsync(string query) =>
            JsonElement.Parse(await front.Http.GetStringAsync($"/v2/aggs/grouped/locale/us/market/stocks/2025-05-01?{query}"))
                .GetProperty("results");
    }

    [Fact]
    public async Task A_page_of_an_allowed_web_site_reads_rows_and_bars_of_the_cluster_as_Arrow()
    {
        const string site = "https://lab.example.org";
        _source.Listings = [.. Request.Universe!.Listings];
        await using var silo = new LocalSilo(_source);
        await silo.StartAsync();
        await using var front = await FrontUnderTest.StartAsync(
            "--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}", $"--Technic:Origins={site}");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        front.Http.DefaultRequestHeaders.Add("Origin", site);
        front.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var scan = new StringContent("""{"minDollarVolume": 0, "top": 40}""", null, "application/json");
        using var scanned = await front.Http.PostAsync("/api/scans?format=arrow", scan);
        using var history = await front.Http.GetAsync("/api/history/S07?days=90&format=arrow");
        using var rows = await ArrowOf(scanned);
        using var bars = await ArrowOf(history);

        Assert.Equal([site], scanned.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(40, rows.Length);
        Assert.Equal(("scripted", "40"), (rows.Schema.Metadata["technic.source"], rows.Schema.Metadata["technic.ranked"]));
        using var engine = new ServerEngine(front.Address, TimeProvider.System);
        var lookup = await engine.GetHistoryAsync(PriceHistoryKey.Parse("S07_90_daily"), default);
        Assert.Equal(
            lookup.History!.Bars.Close.ToArray(), ((DoubleArray)bars.Column("close")).Select(close => close!.Value));

        static async Task<RecordBatch> ArrowOf(HttpResponseMessage answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            using var reader = new ArrowStreamReader(await answer.Content.ReadAsStreamAsync());
            return await reader.ReadNextRecordBatchAsync();
        }
    }

    [Fact]
    public async Task A_malformed_origin_ends_the_front_with_one_message()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        Assert.Equal(2, await FrontProcess.RunAsync(["--Technic:Origins=lab.example.org"], output, error));
        Assert.StartsWith("Invalid origin 'lab.example.org' in Technic:Origins: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_settings()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        Assert.Equal(0, await FrontProcess.RunAsync(["--help"], output, error));
        Assert.Contains("GatewayPort", output.ToString(), StringComparison.Ordinal);
    }

    private static Task<FrontUnderTest> StartAsync(LocalSilo silo) =>
        FrontUnderTest.StartAsync("--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}");

    private static async Task<HttpStatusCode> StatusAsync(FrontUnderTest front)
    {
        using var answer = await front.Http.GetAsync("/api/history/AAPL?days=30");
        return answer.StatusCode;
    }

    /// <summary>Waits until the readiness contains a message, and returns it.</summary>
    private static async Task<string> SeeAsync(FrontUnderTest front, string beginning)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var (status, sentence) = await front.ReadyAsync();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            if (sentence!.StartsWith(beginning, StringComparison.Ordinal)) return sentence;
            await Task.Delay(20, deadline.Token);
        }
    }
}
