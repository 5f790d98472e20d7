using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

/// <summary>Without API keys a server listens on loopback addresses only, regardless of its configuration.</summary>
public sealed class LoopbackOnlyTests
{
    private static readonly string Key = $"{ApiKey.New("test", ApiRole.Read, out _)}";

    public static TheoryData<string[]> OpenSettings =>
    [
        ["--urls=http://0.0.0.0:0"],
        ["--urls=http://[::]:0"],
        ["--urls=http://*:{port}"],
        ["--urls=http://+:{port}"],
        ["--urls=http://127.0.0.1:0;http://0.0.0.0:0"],
        ["--http_ports={port}"],
        ["--Kestrel:Endpoints:Open:Url=http://0.0.0.0:0"],
        ["--Kestrel:Endpoints:Home:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Open:Url=http://*:{port}"],
    ];

    [Theory]
    [MemberData(nameof(OpenSettings))]
    public async Task A_public_address_without_API_keys_is_rejected(string[] settings)
    {
        var port = FreePort();
        await using var app = Build(
            new TechnicWebOptions(), [.. settings.Select(setting => setting.Replace("{port}", $"{port}", StringComparison.Ordinal))]);

        var refused = await Assert.ThrowsAsync<OpenAddressException>(() => app.StartAsync());

        Assert.StartsWith("Listening on ", refused.Message, StringComparison.Ordinal);
        using var socket = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, port));
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.2:0")]
    [InlineData("--Kestrel:Endpoints:Home:Url=http://127.0.0.1:0")]
    public async Task Loopback_addresses_need_no_API_keys(string setting)
    {
        await using var app = Build(new TechnicWebOptions(), setting);

        await app.StartAsync();
        await app.StopAsync();
    }

    [Fact]
    public async Task With_API_keys_all_addresses_are_allowed()
    {
        await using var app = Build(new TechnicWebOptions { Keys = KeyRing.Parse(Key, "a test") }, "--urls=http://0.0.0.0:0");

        await app.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"http://127.0.0.1:{new Uri(app.Urls.Single()).Port}/api/columns");
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public void AddTechnicWeb_without_a_web_server_throws() =>
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTechnicWeb());

    private static WebApplication Build(TechnicWebOptions options, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IScanEngine>(new StubEngine(() => new EngineUnavailableException("No silo answers.")));
        builder.Services.AddTechnicWeb(options);
        return builder.Build().MapTechnic();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
