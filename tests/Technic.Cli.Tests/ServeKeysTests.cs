using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Technic.Cli.Tests;

/// <summary>API keys, from <c>technic keys new</c> to <c>technic serve</c>.</summary>
public sealed class ServeKeysTests : ProgramTests
{
    private readonly int _port = FreePort();

    private string Url => $"http://127.0.0.1:{_port}";

    [Fact]
    public async Task A_created_key_is_accepted_by_a_server_with_its_hash()
    {
        var made = (await RunAsync("keys", "new", "laptop", "--role", "operate", "--format", "json")).Succeeded().Json;
        var (key, line) = (made.Text("key"), made.Text("line"));
        var keys = Folder.Write("keys.txt", $"# who may use it\n{line}\n");
        using var server = Start(
            [], "serve", "--port", $"{_port}", "--listen", "0.0.0.0", "--keys", keys, "--source", "synthetic", "--data", Data, "-vv");
        await server.SeeAsync("Press Ctrl-C to stop");

        var with = (await RunWithAsync(new() { ["TECHNIC_API_KEY"] = key! }, "cache", "clear", "--server", Url)).Succeeded();
        var without = await RunAsync("cache", "clear", "--server", Url);
        var wrong = await RunWithAsync(new() { ["TECHNIC_API_KEY"] = "technic_wrong" }, "history", "AAPL", "--server", Url);
        var unsendable = await RunWithAsync(new() { ["TECHNIC_API_KEY"] = "two words" }, "cache", "stats", "--server", Url);
        server.Signal(PosixSignal.SIGINT);
        var end = (await server.EndAsync()).Succeeded();

        Assert.Contains("0 keys removed", with.Output, StringComparison.Ordinal);
        without.FailedWith(1, "API key required", "TECHNIC_API_KEY");
        wrong.FailedWith(1, "Invalid API key.");
        unsendable.FailedWith(2, "TECHNIC_API_KEY is invalid");
        Assert.DoesNotContain(key!, line, StringComparison.Ordinal);
        Assert.DoesNotContain(key!, end.Output + end.Error, StringComparison.Ordinal);
        Assert.Contains("not encrypted", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task Without_API_keys_the_server_does_not_start_on_a_public_address(string address) =>
        (await RunWithAsync([], "serve", "--port", "0", "--listen", address, "--source", "synthetic", "--data", Data))
            .FailedWith(2, "Listening on", "technic keys new");

    [Fact]
    public async Task The_environment_does_not_open_the_server()
    {
        using var server = Start(
            new() { ["ASPNETCORE_URLS"] = $"http://0.0.0.0:{FreePort()}", ["ASPNETCORE_HTTP_PORTS"] = "5099",
                ["Kestrel__Endpoints__Open__Url"] = "http://0.0.0.0:0" },
            "serve", "--port", $"{_port}", "--source", "synthetic", "--data", Data);
        await server.SeeAsync("Press Ctrl-C to stop");
        server.Signal(PosixSignal.SIGINT);

        Assert.Equal($"{Url}\n", (await server.EndAsync()).Succeeded().Output);
    }

    [Theory]
    [InlineData("Invalid key name 'lap top'", "keys", "new", "lap top")]
    [InlineData("Unknown role 'root': expected read or operate.", "keys", "new", "laptop", "--role", "root")]
    [InlineData("'technic keys' requires a command: new.", "keys")]
    [InlineData("Invalid address 'example.com' for --listen", "serve", "--listen", "example.com")]
    [InlineData("Cannot read the key file 'missing.txt'", "serve", "--keys", "missing.txt")]
    public async Task Errors_are_one_message(string sentence, params string[] arguments) =>
        (await RunAsync(arguments)).FailedWith(2, sentence);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
