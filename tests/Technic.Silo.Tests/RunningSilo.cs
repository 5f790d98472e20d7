using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Technic.Cluster.Client;
using Technic.Silo.Settings;

namespace Technic.Silo.Tests;

/// <summary>A silo in a separate process.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly Task _ended;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private RunningSilo(Process process, int gatewayPort, int httpPort)
    {
        (_process, GatewayPort, HttpPort) = (process, gatewayPort, httpPort);
        _ended = Task.WhenAll(
            CollectAsync(process.StandardOutput, _output), CollectAsync(process.StandardError, _errors), process.WaitForExitAsync());
    }

    public int GatewayPort { get; }

    public int HttpPort { get; }

    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    public string Errors => string.Join('\n', _errors);

    /// <summary>All output, to check for secrets.</summary>
    public string All => string.Join('\n', _output.Concat(_errors));

    /// <summary>Starts a silo on free loopback ports.</summary>
    /// <param name="environment">Environment variables.</param>
    /// <param name="settings">Additional settings, as <c>KEY=VALUE</c>.</param>
    public static RunningSilo Start(IReadOnlyDictionary<string, string>? environment, params ReadOnlySpan<string> settings) =>
        Start(typeof(SiloSettings).Assembly.Location, environment, settings);

    /// <inheritdoc cref="Start(IReadOnlyDictionary{string, string}?, ReadOnlySpan{string})"/>
    /// <param name="program">The assembly of the silo, of this version or another.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="settings">Additional settings, as <c>KEY=VALUE</c>.</param>
    public static RunningSilo Start(
        string program, IReadOnlyDictionary<string, string>? environment, params ReadOnlySpan<string> settings)
    {
        var (silo, gateway, http) = (FreePort(), FreePort(), FreePort());
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var setting in (
            ReadOnlySpan<string>)[Port("SiloPort", silo), Port("GatewayPort", gateway), Port("HttpPort", http), "Address=127.0.0.1",
            .. settings])
            start.ArgumentList.Add($"--Technic:{setting}");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new RunningSilo(Process.Start(start)!, gateway, http);

        static string Port(string key, int port) => string.Create(CultureInfo.InvariantCulture, $"{key}={port}");
    }

    /// <summary>The response of a health endpoint: its status or the reason; no status code if it does not listen.</summary>
    public async Task<(HttpStatusCode? Status, string Sentence)> CallAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync($"http://127.0.0.1:{HttpPort}{path}");
            var health = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            return (answer.StatusCode, health.GetProperty(answer.IsSuccessStatusCode ? "status" : "detail").GetString()!);
        }
        catch (HttpRequestException)
        {
            return (null, "");
        }
    }

    /// <summary>Polls the readiness until a condition is met.</summary>
    public async Task<string> WaitUntilAsync(Func<HttpStatusCode, string, bool> isIt)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (await CallAsync("/health/ready") is ({ } status, var sentence) && isIt(status, sentence)) return sentence;
            if (_ended.IsCompleted || waited.Elapsed > Patience)
                throw new InvalidOperationException($"The silo never came so far. It said:\n{All}");
            await Task.Delay(Pause);
        }
    }

    public Task WaitUntilReadyAsync() => WaitUntilAsync((status, _) => status == HttpStatusCode.OK);

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> WaitForExitAsync()
    {
        await _ended.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>A client of the cluster, by gateway port or database.</summary>
    public async Task<IHost> ConnectAsync(string? database = null)
    {
        var host = new HostBuilder().UseOrleansClient(client =>
        {
            if (database is null) client.UseLocalhostClustering(GatewayPort, ClusterSettings.DefaultId, ClusterSettings.DefaultId);
            else client.AddTechnicPostgres(new PostgresOptions { ConnectionString = database });
            client.Configure<ClusterOptions>(options => options.ClusterId = ClusterSettings.DefaultId);
        }).Build();
        await host.StartAsync();
        return host;
    }

    public static ClusterEngine EngineOf(IHost client) =>
        new(client.Services.GetRequiredService<IClusterClient>(), new ClusterEngineOptions(), TimeProvider.System,
            NullLogger<ClusterEngine>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _ended;
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task CollectAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line) lines.Enqueue(line);
    }
}
