using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Plans;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded;
using Technic.Embedded.Sqlite;
using Technic.Testing;
using Technic.Web.Client;
using Technic.Web.Requests;

namespace Technic.Web.Tests;

/// <summary>Tests of the client: serialization and network failures.</summary>
public sealed class ServerEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);

    [Theory]
    [InlineData(150, Frequency.Daily)]
    [InlineData(400, Frequency.Daily)]
    [InlineData(3, Frequency.Daily)]
    [InlineData(2, Frequency.Intraday)]
    public async Task Client_results_are_bit_identical_to_the_engines(int days, Frequency frequency)
    {
        using var folder = new TemporaryFolder();
        var source = new SyntheticMarket(7, 60, _time);
        await using var store = new SqliteHistoryStore(folder.Path, source.Name, _time, NullLogger<SqliteHistoryStore>.Instance);
        await using var engine = new EmbeddedEngine(
            source, store, new MarketClock(_time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        await using var server = await WebServer.StartAsync(engine, _time);
        using var client = new ServerEngine(server.Address, TimeProvider.System);
        var request = new ScanRequest { Days = days, Frequency = frequency, Top = 0, MinBars = 1, MinDollarVolume = 0, MinPrice = 0 };
        await engine.ScanToEndAsync(request, default);

        var (given, givenRows) = await CollectAsync(engine, request);
        var (got, gotRows) = await CollectAsync(client, request);

        Assert.True(given.Rows.Count > 40);
        Assert.Equal(given.Rows, got.Rows);
        Assert.Equal(givenRows, gotRows);
        Assert.Equal(given.Summary with { Elapsed = default }, got.Summary with { Elapsed = default });
        Assert.Equal(given.Regime, got.Regime);
        Assert.Equal(given.Filtered, got.Filtered);
        Assert.Equal(await engine.GetStatisticsAsync(default), await client.GetStatisticsAsync(default));
    }

    [Fact]
    public void Every_field_of_a_request_survives_its_writing_and_reading()
    {
        var request = new ScanRequest
        {
            Universe = new Universe(
                [new Listing(Symbol.Parse("BACpL"), "Näme \"x\"", "NYSE", "Energy", "Oil & Gas", 1.5e12), new Listing(Symbol.Parse("A"))],
                new Dictionary<string, int> { ["no symbol"] = 2 }),
            MaxSymbols = 7,
            Days = 33,
            Frequency = Frequency.Intraday,
            AsOf = new DateOnly(2021, 4, 21),
            Sectors = ["Energy"],
            Industries = ["oil", "gas"],
            Exchanges = ["NYSE"],
            MinPrice = 0.1,
            MinDollarVolume = 1e-7,
            MinBars = 3,
            MinRating = -12.3456789012345,
            Signals = [Signal.StrongShort, Signal.Long],
            AllowShorts = false,
            Where = "rsi14 < 30",
            Columns = ["half: close / 2"],
            Formulas = "let a = close;",
            Sort = "close",
            Ascending = true,
            Top = 9,
            MaxPerSector = 2,
            MaxAge = 4,
            Plan = PlanStyle.Fade,
            Types = ["CS"],
            Adjust = PriceAdjustment.None,
            Risk = new RiskBudget(1.0 / 3, 0.1, Math.PI),
            StreamRows = false,
            PlanOnly = true,
            Lists = ["chips"],
        };
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Core.Reports.Json.Writer(buffer)) ScanFields.Write(json, request);

        var read = FieldReader.OfJson(System.Text.Json.JsonElement.Parse(buffer.WrittenSpan), ScanFields.All).Build();

        Assert.Equivalent(request, read, strict: true);
        // The methods are those of each engine; reasons are for its watches, which the server checks itself.
        Assert.All(typeof(ScanRequest).GetProperties().Where(property =>
            property.Name is not (nameof(ScanRequest.Methods) or nameof(ScanRequest.ReasonsFor))),
            property => Assert.NotEqual(property.GetValue(new ScanRequest()), property.GetValue(request)));
    }

    [Fact]
    public async Task A_failed_connection_is_reported_with_the_address_and_without_secrets()
    {
        using var client = new ServerEngine(new Uri($"http://me:hunter2@127.0.0.1:{FreePort()}/"), TimeProvider.System);
        var request = new ScanRequest();

        foreach (var attempt in (Func<Task>[])
        [
            () => client.ScanToEndAsync(request, default), () =>
                client.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_90_daily"), default).AsTask(),
            () => client.GetStatisticsAsync(default).AsTask(), () => client.ClearMemoryAsync(default).AsTask(),
        ])
        {
            var problem = await Assert.ThrowsAsync<ScanFailedException>(attempt);
            Assert.Matches(@"^Cannot connect to the server at http://127\.0\.0\.1:\d+: connection refused\.$", problem.Message);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 27\r\n\r\nevent: started\ndata: {\"x\":1\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 27\r\n\r\nevent: started\ndata: {}\n\n\n\n\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\n[42]")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task An_unexpected_server_is_reported_with_its_address(string answer)
    {
        using var someone = new RawServer(answer);
        using var client = new ServerEngine(someone.Address, TimeProvider.System);

        var scan = await Assert.ThrowsAsync<ScanFailedException>(() => client.ScanToEndAsync(new ScanRequest(), default));
        var history = await Assert.ThrowsAsync<ScanFailedException>(
            () => client.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_90_daily"), default).AsTask());

        Assert.All((string[])[scan.Message, history.Message],
            message => Assert.Contains(someone.Address.Authority, message, StringComparison.Ordinal));
        Assert.All((string[])[scan.Message, history.Message], message => Assert.EndsWith(".", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_connection_fails_the_scan_with_a_message()
    {
        using var someone = new RawServer(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\nevent: planned\ndata: "
                + "{\"fromProvider\":1,\"waitMs\":null}\n\n");
        using var client = new ServerEngine(someone.Address, TimeProvider.System);

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => client.ScanToEndAsync(new ScanRequest(), default));

        Assert.StartsWith($"Connection to the server at {someone.Address.GetLeftPart(UriPartial.Authority)} lost: ", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_sends_no_data_fails_the_scan_with_a_message()
    {
        using var someone = new RawServer(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: planned\ndata: {\"fromProvider\":1,\"waitMs\":null}\n\n",
            hangsUp: false);
        using var client = new ServerEngine(someone.Address, _time);
        var planned = new TaskCompletionSource();
        var scan = Task.Run(async () =>
        {
            await foreach (var update in client.ScanAsync(new ScanRequest(), default)) planned.TrySetResult();
        });
        await planned.Task.WaitAsync(Patience);

        await _time.AdvanceUntilAsync(scan, new ServerEngineOptions().IdleTimeout);

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => scan);
        Assert.EndsWith("lost: no data for 30 s.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_base_path_is_supported()
    {
        using var someone = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"forgotten\":3}");
        using var client = new ServerEngine(new Uri(someone.Address, "/technic"), TimeProvider.System);

        Assert.Equal(3, await client.ClearMemoryAsync(default));
        Assert.StartsWith("DELETE /technic/api/cache/memory HTTP/1.1\r\n", someone.Requests.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("server")]
    public void An_invalid_server_URL_is_rejected(string address) =>
        Assert.Throws<ArgumentException>(() => new ServerEngine(new Uri(address, UriKind.RelativeOrAbsolute), TimeProvider.System));

    private static async Task<(ScanResult Result, List<ScanRow> Rows)> CollectAsync(IScanEngine engine, ScanRequest request)
    {
        var rows = new List<ScanRow>();
        await foreach (var update in engine.ScanAsync(request, default))
        {
            if (update is ScanRows some) rows.AddRange(some.Rows);
            if (update is ScanCompleted completed) return (completed.Result, rows);
        }
        throw new InvalidOperationException("There was no result.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends the same bytes to every client.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _open = [];

        public RawServer(string answer, bool hangsUp = true)
        {
            _listener.Start();
            _ = ServeAsync(Encoding.UTF8.GetBytes(answer), hangsUp);
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public List<string> Requests { get; } = [];

        public void Dispose()
        {
            _listener.Dispose();
            foreach (var client in _open) client.Dispose();
        }

        private async Task ServeAsync(byte[] answer, bool hangsUp)
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await _listener.AcceptTcpClientAsync();
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return;
                }
                _open.Add(client);
                var request = new byte[4096];
                Requests.Add(Encoding.UTF8.GetString(request, 0, await client.GetStream().ReadAsync(request)));
                await client.GetStream().WriteAsync(answer);
                if (hangsUp) client.Client.Shutdown(SocketShutdown.Send);
            }
        }
    }
}
