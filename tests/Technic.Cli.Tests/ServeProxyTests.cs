using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary><c>technic serve</c> behind a TLS proxy, a real nginx, and with the settings of a service.</summary>
public sealed class ServeProxyTests : ProgramTests
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_pages_can_scan_behind_a_trusted_proxy(bool isOption)
    {
        NginxProxy.RequireInstalled();
        using var server = isOption
            ? Serve([], "--proxies", "127.0.0.1", "--hosts", NginxProxy.Host)
            : Serve(new() { ["Technic__Proxies"] = "127.0.0.0/8", ["Technic__Hosts"] = NginxProxy.Host });
        await using var nginx = await ProxyOfAsync(server);

        using var scanned = await ScanAsync(nginx, nginx.Origin);
        using var crossSite = await ScanAsync(nginx, "https://evil.example");

        Assert.Equal(HttpStatusCode.OK, scanned.StatusCode);
        Assert.Equal(2, JsonElement.Parse(await scanned.Content.ReadAsStringAsync()).GetProperty("rows").GetArrayLength());
        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
    }

    [SkippableFact]
    public async Task Headers_of_a_proxy_that_is_not_configured_are_ignored()
    {
        NginxProxy.RequireInstalled();
        using var server = Serve([], "--proxies", "127.0.0.2", "--hosts", NginxProxy.Host);
        await using var nginx = await ProxyOfAsync(server);

        using var scanned = await ScanAsync(nginx, nginx.Origin);

        Assert.Equal(HttpStatusCode.Forbidden, scanned.StatusCode);
    }

    [Theory]
    [InlineData("proxy.example", "Invalid address 'proxy.example' in --proxies")]
    [InlineData("0.0.0.0/0", "--proxies cannot contain 0.0.0.0/0: every client would be trusted.")]
    public async Task An_invalid_proxy_is_reported_with_one_message(string proxies, string sentence) =>
        (await RunAsync("serve", "--proxies", proxies, "--source", "synthetic", "--data", Data)).FailedWith(2, sentence);

    [Fact]
    public async Task The_API_key_of_the_provider_can_be_in_a_folder_of_secrets()
    {
        await using var provider = await ServeAsync(["AAA"], new() { Key = "key-of-a-file" });
        var secrets = Directory.CreateDirectory(Folder.File("secrets"));
        await File.WriteAllTextAsync(Path.Combine(secrets.FullName, "POLYGON_API_KEY"), "key-of-a-file\n");
        using var server = Start(
            new() { ["Technic__Secrets"] = secrets.FullName }, "serve", "--port", "0", "--polygon-url", provider.BaseAddress.ToString(),
            "--rate", "0", "--data", Data);
        using var http = new HttpClient { BaseAddress = await server.ReadUrlAsync() };

        using var answer = await http.GetAsync($"/api/history/AAA?days=30&asOf={LastDay}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(provider.Requests.All, request => Assert.Equal("Bearer key-of-a-file", request.Authorization));
    }

    [Fact]
    public async Task The_log_can_be_JSON()
    {
        using var server = Serve(new() { ["Technic__Logging"] = "json" }, "-vv");
        using var http = new HttpClient { BaseAddress = await server.ReadUrlAsync() };
        using (await http.GetAsync("/api/history/SYN00001?days=30")) { }

        server.Signal(PosixSignal.SIGINT);
        var lines = (await server.EndAsync()).Succeeded().Error.Split('\n').Where(line => line.StartsWith('{')).ToArray();

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.NotEmpty(JsonElement.Parse(line).GetProperty("Category").GetString()!));
    }

    [Fact]
    public async Task Health_and_metrics_are_served()
    {
        using var server = Serve([]);
        using var http = new HttpClient { BaseAddress = await server.ReadUrlAsync() };
        using (await http.GetAsync("/api/history/SYN00001?days=30")) { }

        Assert.Equal("""{"status":"live"}""", await http.GetStringAsync("/health/live"));
        Assert.Equal("""{"status":"ready"}""", await http.GetStringAsync("/health/ready"));
        Assert.Contains("technic_cache_misses", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    private TechnicProcess Serve(Dictionary<string, string> environment, params string[] more) =>
        Start(environment, ["serve", "--port", "0", "--source", "synthetic", "--data", Data, .. more]);

    private static async Task<NginxProxy> ProxyOfAsync(TechnicProcess server) =>
        await NginxProxy.StartAsync(Checkout.Find("compose", "nginx", "technic.conf"), await server.ReadUrlAsync());

    /// <summary>A scan as a page sends it.</summary>
    private static async Task<HttpResponseMessage> ScanAsync(NginxProxy nginx, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans")
        {
            Content = new StringContent(
                """{"symbols": ["SYN00001", "SYN00002"], "minDollarVolume": 0, "minPrice": 0, "top": 0}""", Encoding.UTF8,
                "application/json"),
            Headers = { { "Origin", origin } },
        };
        return await nginx.Http.SendAsync(request);
    }
}
