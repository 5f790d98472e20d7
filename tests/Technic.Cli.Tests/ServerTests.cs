using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Technic.FakePolygon;

namespace Technic.Cli.Tests;

/// <summary><c>technic serve</c>, and commands with <c>--server</c>.</summary>
public sealed class ServerTests : ProgramTests
{
    private readonly int _port = FreePort();

    private string Url => $"http://127.0.0.1:{_port}";

    [Fact]
    public async Task Company_details_of_a_file_are_stored_by_the_server_and_filter_its_scans()
    {
        await using var polygon = await ServeAsync(Symbols(12));
        var companies = Folder.Write("companies.csv", $"symbol,sector,market_cap\n{Symbols(12)[3]},Energy,4000000000\n");
        using var server = await ServeAsync(polygon);

        var imported = (await RunAsync(["universe", "import", companies, "--server", Url])).Succeeded();
        var scan = (await RunAsync(
            ["scan", "--server", Url, "--as-of", LastDay, "--min-dollar-volume", "0", "--sector", "Energy", "--format", "json"]))
            .Succeeded();
        var conflict = await RunAsync(["universe", "import", companies, "--server", Url, "--data", Folder.File("other")]);

        Assert.Contains($"Server: {Url}", imported.Output, StringComparison.Ordinal);
        Assert.Equal(Symbols(12)[3], scan.Json.At("runs.0.rows.0.symbol").GetString());
        Assert.Equal((1, 1), (scan.Json.Int("runs.0.summary.ranked"), scan.Json.At("runs.0.rows").GetArrayLength()));
        Assert.Equal((2, "--data cannot be combined with --server."), (conflict.ExitCode, conflict.Error.Split('\n')[0].Split(" Run")[0]));
    }

    [Fact]
    public async Task A_remote_scan_and_a_local_scan_write_the_same_result()
    {
        await using var polygon = await ServeAsync(Symbols(12));
        var universe = Folder.Write(
            "universe.csv", "symbol,name,sector\n" + string.Concat(Symbols(12).Select((symbol, i) => $"{symbol},Company {i},Energy\n"))
            + "!!!,No symbol,Energy\n");
        using var server = await ServeAsync(polygon);
        string[] request = ["--universe", universe, "--as-of", LastDay, "--min-dollar-volume", "0", "--top", "0"];

        var own = (await RunAsync(
            ["scan", "--polygon-url", polygon.BaseAddress.ToString(), "--rate", "0", "--data", Folder.File("other"), "--format", "json",
                .. request])).Succeeded();
        var served = (await RunAsync(["scan", "--server", Url, "--repeat", "2", "--format", "json", .. request])).Succeeded();
        var table = (await RunAsync(["scan", "--server", Url, .. request])).Succeeded();

        Assert.Equal(own.Json.At("runs.0.rows").ToString(), served.Json.At("runs.0.rows").ToString());
        Assert.Equal(own.Json.At("runs.0.filtered").ToString(), served.Json.At("runs.0.filtered").ToString());
        Assert.Equal((13, 12), (served.Json.Int("runs.0.summary.requested"), served.Json.Int("runs.0.summary.tiers.provider")));
        Assert.Equal(12, served.Json.Int("runs.1.summary.tiers.memory"));
        Assert.Contains($"Prices from the server at {Url}: Polygon REST API at", served.Error, StringComparison.Ordinal);
        Assert.StartsWith($"Prices from the server at {Url}", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clearing_the_memory_of_a_server_keeps_its_store()
    {
        await using var polygon = await ServeAsync(["AAA"]);
        using var server = await ServeAsync(polygon);
        string[] history = ["history", "AAA", "--server", Url, "--days", "30", "--as-of", LastDay, "--format", "json"];

        var first = (await RunAsync(history)).Succeeded().Json;
        var second = (await RunAsync(history)).Succeeded().Json;
        var statistics = (await RunAsync("cache", "stats", "--server", Url, "--format", "json")).Succeeded().Json;
        var text = (await RunAsync("cache", "stats", "--server", Url)).Succeeded();
        var cleared = (await RunAsync("cache", "clear", "--server", Url)).Succeeded();
        server.Signal(PosixSignal.SIGINT);
        var end = (await server.EndAsync()).Succeeded();
        var own = (await RunAsync(["history", "AAA", "--polygon-url", polygon.BaseAddress.ToString(), "--data", Data, .. history[4..]]))
            .Succeeded().Json;

        Assert.Equal(("provider", "memory", "store"), (first.Text("tier"), second.Text("tier"), own.Text("tier")));
        Assert.Equal(first.At("bars").ToString(), own.At("bars").ToString());
        Assert.Equal((1, 1, 1), (statistics.Int("hits"), statistics.Int("misses"), statistics.Int("cacheSize")));
        Assert.StartsWith("Lookups: 2 = 1 hit (1 memory, 0 disk) + 1 missed; hit rate 50.0 %.", text.Output, StringComparison.Ordinal);
        Assert.Equal($"1 key removed from the memory of {Url}. Its price store is unchanged.\n", cleared.Output);
        Assert.Equal($"{Url}\n", end.Output);
        Assert.Equal("Stopped. Fetched prices are saved.", end.ErrorLines[^1]);
    }

    [Fact]
    public async Task A_stopped_server_ends_the_scans_of_its_clients_with_a_message_and_keeps_fetched_prices()
    {
        await using var polygon = await ServeAsync(Symbols(30));
        // The first request is for the splits after the replay.
        polygon.Faults.Add(Fault.Hang().After(6));
        using var server = await ServeAsync(polygon, "-v");
        using var scan = Start([], "scan", "--server", Url, "--symbols", string.Join(',', Symbols(30)), "--as-of", LastDay);
        await server.SeeAsync("L3 provider fetch", 5);

        server.Signal(PosixSignal.SIGTERM);

        (await server.EndAsync()).Succeeded();
        var result = await scan.EndAsync();
        Assert.Equal((1, "The server is shutting down."), (result.ExitCode, result.ErrorLines[^1]));
        polygon.Faults.Clear();
        var again = (await RunAsync(Scan(polygon, "--symbols", string.Join(',', Symbols(30)), "--format", "json"))).Succeeded().Json;
        Assert.Equal(5, again.Int("runs.0.summary.tiers.store"));
    }

    [SkippableFact]
    public async Task Without_a_browser_the_server_runs_and_shows_a_message()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "On systems that do not use PATH, a browser would open.");
        using var server = Start(
            new Dictionary<string, string> { ["PATH"] = Folder.Path }, "serve", "--open", "--port", $"{_port}", "--source", "synthetic",
            "--data", Data);
        await server.SeeAsync("Cannot open a browser. Open the address above.");

        using var http = new HttpClient();
        Assert.Contains("<!DOCTYPE html>", await http.GetStringAsync(new Uri(Url)), StringComparison.Ordinal);
        server.Signal(PosixSignal.SIGTERM);
        (await server.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task A_port_in_use_is_reported_with_one_message()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();

        var result = await RunAsync("serve", "--port", $"{_port}", "--source", "synthetic");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal($"Port {_port} is already in use. Choose another port with --port, or stop the other process.",
            Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Errors_of_the_server_read_like_errors_of_the_command_line()
    {
        await using var polygon = await ServeAsync(["AAA"]);
        using var server = await ServeAsync(polygon);

        (await RunAsync("history", "NONE", "--server", Url, "--as-of", LastDay))
            .FailedWith(1, "No prices for NONE in the last 400 days before 2024-06-28");
        (await RunAsync("scan", "--server", Url, "--max-symbols", "100000"))
            .FailedWith(2, "100000 symbols exceed the limit of this server");
    }

    [Theory]
    [InlineData(1, "Cannot connect to the server at http://127.0.0.1:", "scan", "--server", "URL")]
    [InlineData(1, "Cannot connect to the server at http://127.0.0.1:", "history", "AAA", "--server", "URL")]
    [InlineData(1, "Cannot connect to the server at http://127.0.0.1:", "cache", "stats", "--server", "URL")]
    [InlineData(1, "Cannot connect to the server at http://127.0.0.1:", "cache", "clear", "--server", "URL")]
    [InlineData(2, "Invalid URL 'localhost:5080' for --server", "scan", "--server", "localhost:5080")]
    [InlineData(2, "--csv cannot be combined with --server.", "scan", "--server", "URL", "--csv", "bars.csv")]
    [InlineData(2, "--data cannot be combined with --server", "history", "AAA", "--server", "URL", "--data", "folder")]
    [InlineData(2, "--source cannot be combined with --server", "cache", "clear", "--server", "URL", "--source", "polygon")]
    [InlineData(2, "'technic cache stats' requires a running server", "cache", "stats")]
    [InlineData(2, "--port must be between 0 and 65535", "serve", "--port", "99999")]
    public async Task Errors_are_one_message(int exitCode, string sentence, params string[] arguments) =>
        (await RunAsync([.. arguments.Select(argument => argument == "URL" ? Url : argument)])).FailedWith(exitCode, sentence);

    private async Task<TechnicProcess> ServeAsync(FakePolygonServer polygon, params string[] more)
    {
        var server = Start([],
            ["serve", "--port", $"{_port}", "--polygon-url", polygon.BaseAddress.ToString(), "--rate", "0", "--data", Data, .. more]);
        await server.SeeAsync("Press Ctrl-C to stop");
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
