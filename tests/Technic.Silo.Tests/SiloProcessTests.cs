using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Silo.Health;
using Technic.Testing;

namespace Technic.Silo.Tests;

public sealed class SiloProcessTests
{
    private const int Symbols = 300;
    private static readonly ScanRequest Everything = new() { MinPrice = 0, MinDollarVolume = 0, MinBars = 1, Top = 0 };

    [Fact]
    public async Task A_silo_on_localhost_logs_that_it_has_no_database_and_scans()
    {
        await using var silo = RunningSilo.Start(null, "Cluster=localhost", $"SyntheticSymbols={Symbols}", "Seed=7");
        await silo.WaitUntilReadyAsync();
        using var client = await silo.ConnectAsync();
        var engine = RunningSilo.EngineOf(client);

        var cold = (await engine.ScanToEndAsync(Everything, default)).Summary;
        await engine.ClearMemoryAsync(default);
        var stored = (await engine.ScanToEndAsync(Everything, default)).Summary;
        var warm = (await engine.ScanToEndAsync(Everything, default)).Summary;

        Assert.Contains("in-memory store (no database)", silo.Output[0], StringComparison.Ordinal);
        Assert.Contains("synthetic market of 300 stocks (seed 7)", silo.Output[1], StringComparison.Ordinal);
        Assert.Equal((Symbols, Symbols, "synthetic-7"), (cold.Requested, cold.Tiers.Provider, cold.Source));
        Assert.Equal(Symbols, stored.Tiers.Store);
        Assert.Equal(Symbols, warm.Tiers.Memory);
    }

    [Fact]
    public async Task A_silo_is_live_first_and_then_ready()
    {
        await using var silo = RunningSilo.Start(null, "Cluster=localhost");
        (HttpStatusCode?, string) first;
        while ((first = await silo.CallAsync("/health/live")).Item1 is null) await Task.Yield();

        Assert.Equal((HttpStatusCode.OK, "live"), first);
        Assert.Equal("ready", await silo.WaitUntilAsync((status, _) => status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_silo_is_not_ready_before_it_has_joined_its_cluster_nor_when_it_stops()
    {
        using var host = new HostBuilder().Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        var life = new SiloLifecycleState();
        life.Participate(lifecycle);
        var health = new SiloHealth(life, lifetime);

        Assert.Equal("The silo is joining its cluster.", await SentenceAsync(HealthStatus.Unhealthy));
        await lifecycle.OnStart();
        Assert.Equal("The silo is ready.", await SentenceAsync(HealthStatus.Healthy));
        lifetime.StopApplication();
        Assert.Equal("The silo is stopping.", await SentenceAsync(HealthStatus.Unhealthy));

        async Task<string?> SentenceAsync(HealthStatus expected)
        {
            var result = await health.CheckHealthAsync(new HealthCheckContext(), default);
            Assert.Equal(expected, result.Status);
            return result.Description;
        }
    }

    [Fact]
    public async Task A_stopped_silo_shuts_down_gracefully()
    {
        await using var silo = RunningSilo.Start(null, "Cluster=localhost");
        await silo.WaitUntilReadyAsync();

        silo.Terminate();

        Assert.Equal(0, await silo.WaitForExitAsync());
        Assert.EndsWith("has stopped", silo.Output[^1], StringComparison.Ordinal);
        Assert.Empty(silo.Errors);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_with_one_message()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        foreach (var key in (string[])["SiloPort", "GatewayPort", "HttpPort"])
        {
            var (code, output, error) = await RunAsync(
                $"--Technic:SiloPort={RunningSilo.FreePort()}", $"--Technic:GatewayPort={RunningSilo.FreePort()}",
                $"--Technic:HttpPort={RunningSilo.FreePort()}",
                string.Create(CultureInfo.InvariantCulture, $"--Technic:{key}={port}"), "--Technic:Cluster=localhost");

            Assert.Equal((1, "", $"Port {port} is already in use. Change Technic:{key}, or stop the other process.\n"),
                (code, output, error));
        }
    }

    [Theory]
    [InlineData("File not found: '/no/such/bars.csv'.\n", "--Technic:Csv=/no/such/bars.csv")]
    [InlineData("Invalid Technic:Rate 'fast': expected an integer from 0 to 60000.\n", "--Technic:Rate=fast")]
    public async Task Invalid_settings_end_the_process_with_code_2(string sentence, params string[] arguments) =>
        Assert.Equal((2, "", sentence), await RunAsync(arguments));

    [Fact]
    public async Task Help_lists_every_setting()
    {
        var (code, output, error) = await RunAsync("--help");

        Assert.Equal((0, ""), (code, error));
        Assert.All(Settings.SiloConfiguration.Keys, key => Assert.Contains($"  {key.Name} ", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_cluster_documentation_contains_every_setting()
    {
        var page = await File.ReadAllTextAsync(Checkout.Find("docs", "cluster.md"));

        Assert.All(Settings.SiloConfiguration.Keys, key => Assert.Contains($"`{key.Name}`", page, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await SiloProcess.RunAsync(arguments, output, error), output.ToString(), error.ToString());
    }
}
