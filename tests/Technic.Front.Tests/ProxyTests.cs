using System.Net;
using System.Text;
using System.Text.Json;
using Technic.Testing;

namespace Technic.Front.Tests;

/// <summary>The front behind a TLS proxy, a real nginx.</summary>
public sealed class ProxyTests
{
    private const string Scan = """{"symbols": ["AAA", "BBB"], "minDollarVolume": 0, "top": 0}""";

    [SkippableFact]
    public async Task The_pages_can_scan_behind_a_trusted_proxy()
    {
        NginxProxy.RequireInstalled();
        await using var silo = new LocalSilo(new ScriptedSource(TimeProvider.System));
        await silo.StartAsync();
        await using var front = await StartAsync(silo, "127.0.0.1");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        await using var nginx = await NginxProxy.StartAsync(Checkout.Find("compose", "nginx", "technic.conf"), front.Address);

        using var scanned = await ScanAsync(nginx, nginx.Origin);
        using var crossSite = await ScanAsync(nginx, "https://evil.example");
        using var page = await nginx.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, scanned.StatusCode);
        Assert.Equal(2, JsonElement.Parse(await scanned.Content.ReadAsStringAsync()).GetProperty("rows").GetArrayLength());
        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("10.0.0.0/8, 127.0.0.2")]
    public async Task Headers_of_a_proxy_that_is_not_configured_are_ignored(string proxies)
    {
        NginxProxy.RequireInstalled();
        await using var silo = new LocalSilo(new ScriptedSource(TimeProvider.System));
        await using var front = await StartAsync(silo, proxies);
        await using var nginx = await NginxProxy.StartAsync(Checkout.Find("compose", "nginx", "technic.conf"), front.Address);

        using var scanned = await ScanAsync(nginx, nginx.Origin);

        Assert.Equal(HttpStatusCode.Forbidden, scanned.StatusCode);
        Assert.Contains("Cross-site requests", await scanned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<FrontUnderTest> StartAsync(LocalSilo silo, string proxies) => FrontUnderTest.StartAsync(
        "--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}", $"--Technic:Hosts={NginxProxy.Host}",
        $"--Technic:Proxies={proxies}");

    /// <summary>A scan as a page sends it.</summary>
    private static async Task<HttpResponseMessage> ScanAsync(NginxProxy nginx, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans")
        {
            Content = new StringContent(Scan, Encoding.UTF8, "application/json"),
            Headers = { { "Origin", origin } },
        };
        return await nginx.Http.SendAsync(request);
    }
}
