using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Technic.ServiceDefaults.Tests;

/// <summary>Which clients can set the scheme and the address of a request.</summary>
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("127.0.0.1", "https 203.0.113.7")]
    [InlineData("127.0.0.0/8", "https 203.0.113.7")]
    [InlineData("10.0.0.1, ::1, 127.0.0.1", "https 203.0.113.7")]
    [InlineData("127.0.0.1, 203.0.113.0/24", "https 198.51.100.1")]
    [InlineData("10.0.0.0/8", "http 127.0.0.1")]
    [InlineData("", "http 127.0.0.1")]
    public async Task Forwarded_headers_are_used_from_trusted_proxies_only(string proxies, string expected)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build().UseTrustedProxies(TrustedProxies.Parse(proxies, "--proxies"));
        app.MapGet("/", (HttpContext http) => $"{http.Request.Scheme} {http.Connection.RemoteIpAddress} {http.Request.Host.Host}");
        await app.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single())
        {
            Headers =
            {
                { "X-Forwarded-For", "198.51.100.1, 203.0.113.7" }, { "X-Forwarded-Proto", "https, https" },
                { "X-Forwarded-Host", "evil.example" },
            },
        };
        using var http = new HttpClient();

        using var answer = await http.SendAsync(request);

        // The host is never taken from a header that a page of another site can set.
        Assert.Equal($"{expected} 127.0.0.1", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("proxy.example", "Invalid address 'proxy.example' in Technic:Proxies: expected IP addresses or networks")]
    [InlineData("10", "Invalid address '10' in Technic:Proxies")]
    [InlineData("127.0.0.1, 0.0.0.0/0", "Technic:Proxies cannot contain 0.0.0.0/0")]
    [InlineData("::/0", "Technic:Proxies cannot contain ::/0")]
    public void An_invalid_address_is_reported_with_one_message(string text, string sentence) =>
        Assert.StartsWith(
            sentence, Assert.Throws<ServiceSettingsException>(() => TrustedProxies.Parse(text, TrustedProxies.Key)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_switch_of_ASPNET_that_trusts_every_client_is_rejected()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("FORWARDEDHEADERS_ENABLED", (string?)"true")]).Build();

        Assert.Contains(
            "trusts every client", Assert.Throws<ServiceSettingsException>(() => TrustedProxies.Read(configuration)).Message,
            StringComparison.Ordinal);
    }
}
