using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Technic.Cluster.Client;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Front;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>Silo processes that encrypt their connections, with certificates of an authority that the test creates.</summary>
public sealed class TlsTests : IDisposable
{
    private const int Symbols = 100;
    private static readonly ScanRequest Everything = new() { MinPrice = 0, MinDollarVolume = 0, MinBars = 1, Top = 0 };

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority = TestCertificate.CreateAuthority();

    public TlsTests() => File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());

    private string AuthorityFile => _folder.File("authority.pem");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Silos_and_front_work_together_over_TLS()
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        var environment = new Dictionary<string, string> { ["TECHNIC_POSTGRES"] = database };
        string[] settings =
            ["Cluster=postgres", "Source=synthetic", $"SyntheticSymbols={Symbols}", .. SettingsOf(Certificate("silo", _authority))];
        await using var first = RunningSilo.Start(environment, settings);
        await using var second = RunningSilo.Start(environment, settings);
        await first.WaitUntilReadyAsync();
        await second.WaitUntilReadyAsync();
        await using var front = FrontHost.Build(
            [
                "--Technic:Cluster=postgres", $"--Technic:Postgres={database}", "--urls=http://127.0.0.1:0",
                .. SettingsOf(Certificate("front", _authority)).Select(setting => $"--Technic:{setting}"),
            ]);
        await front.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(front.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
        await UntilOkAsync(http, "/health/ready");

        using var answer = await http.PostAsync(
            "/api/scans", new StringContent("""{"minPrice": 0, "minDollarVolume": 0, "minBars": 1, "top": 0}""", Encoding.UTF8,
                "application/json"));
        var result = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        // A loaded machine may need more than one attempt.
        var engine = System.Text.Json.JsonElement.Parse(await UntilOkAsync(http, "/api/engine"));
        await front.StopAsync();

        Assert.Equal(Symbols, result.GetProperty("summary").GetProperty("requested").GetInt32());
        // A few companies of the synthetic market have no bars in the window.
        Assert.InRange(result.GetProperty("summary").GetProperty("ranked").GetInt32(), Symbols * 9 / 10, Symbols);
        Assert.Equal(2, engine.GetProperty("processes").EnumerateArray().Count(process => process.GetProperty("alive").GetBoolean()));
    }

    [Fact]
    public async Task A_silo_refuses_clients_without_a_certificate_of_its_authority()
    {
        using var otherAuthority = TestCertificate.CreateAuthority("Another authority");
        await using var silo = RunningSilo.Start(
            null, ["Cluster=localhost", $"SyntheticSymbols={Symbols}", .. SettingsOf(Certificate("silo", _authority))]);
        await silo.WaitUntilReadyAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => ScanAsync(silo, tls: null));
        await Assert.ThrowsAnyAsync<Exception>(() => ScanAsync(silo, TlsOf(Certificate("stranger", otherAuthority))));
        await Assert.ThrowsAnyAsync<Exception>(() => ScanAsync(silo, TlsOf(Certificate("self", null))));
        Assert.InRange(await ScanAsync(silo, TlsOf(Certificate("client", _authority))), Symbols * 9 / 10, Symbols);
    }

    [Fact]
    public async Task Nothing_readable_leaves_an_encrypted_gateway()
    {
        await using var silo = RunningSilo.Start(
            null, ["Cluster=localhost", .. SettingsOf(Certificate("silo", _authority))]);
        await silo.WaitUntilReadyAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, silo.GatewayPort);
        var stream = socket.GetStream();
        // The beginning of Orleans' own protocol: a length.
        await stream.WriteAsync(new byte[] { 16, 0, 0, 0, 1, 2, 3, 4 });

        var buffer = new byte[256];
        var count = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        // Closed, or an alert of TLS.
        Assert.True(count == 0 || buffer[0] == 21, Convert.ToHexString(buffer, 0, count));
    }

    [Theory]
    [InlineData("TLS requires Technic:TlsKey, the path of a PEM file.", "TlsKey")]
    [InlineData("TLS requires Technic:TlsAuthority, the path of a PEM file.", "TlsAuthority")]
    [InlineData("Technic:TlsCertificate cannot be used: ", "TlsCertificate", "missing.pem")]
    [InlineData("Technic:TlsCertificate cannot be used: ", "TlsKey", "missing.key")]
    [InlineData("Technic:TlsAuthority cannot be used: ", "TlsAuthority", "missing.pem")]
    public void An_incomplete_setting_is_reported_with_one_message(string sentence, string key, string value = "")
    {
        var settings = SettingsOf(Certificate("silo", _authority)).Select(setting => setting.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => (string?)pair[1]);
        settings[key] = value;
        var section = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        var problem = Assert.Throws<ClusterSettingsException>(() => ClusterTls.Read(section));

        Assert.StartsWith(sentence, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    private static async Task<string> UntilOkAsync(HttpClient http, string path)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            using var answer = await http.GetAsync(path, deadline.Token);
            if (answer.StatusCode == HttpStatusCode.OK) return await answer.Content.ReadAsStringAsync(deadline.Token);
            await Task.Delay(20, deadline.Token);
        }
    }

    /// <summary>Writes a certificate; the path is without extension.</summary>
    private string Certificate(string name, X509Certificate2? authority)
    {
        using var certificate = TestCertificate.Create(name, authority);
        TestCertificate.Write(certificate, _folder.File(name));
        return _folder.File(name);
    }

    private string[] SettingsOf(string path) => [$"TlsCertificate={path}.pem", $"TlsKey={path}.key", $"TlsAuthority={AuthorityFile}"];

    private ClusterTls TlsOf(string path) => ClusterTls.Read(new ConfigurationBuilder().AddInMemoryCollection(
        SettingsOf(path).Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1])).Build())!;

    private static async Task<int> ScanAsync(RunningSilo silo, ClusterTls? tls)
    {
        using var client = new HostBuilder().UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(silo.GatewayPort, ClusterSettings.DefaultId, ClusterSettings.DefaultId);
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            tls?.Use(client);
        }).Build();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await client.StartAsync(limit.Token);
        var scan = await RunningSilo.EngineOf(client).ScanToEndAsync(Everything, default);
        await client.StopAsync();
        return scan.Summary.Requested - scan.Summary.Failed;
    }
}
