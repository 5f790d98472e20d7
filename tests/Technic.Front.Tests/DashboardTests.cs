using System.Net;
using System.Text.Json;
using Technic.Testing;
using Technic.Web.Security;

namespace Technic.Front.Tests;

/// <summary>The dashboard of Orleans in the front.</summary>
public sealed class DashboardTests
{
    private readonly ApiKey _reader, _operator;
    private readonly string _readerSecret, _operatorSecret;

    public DashboardTests()
    {
        _reader = ApiKey.New("reader", ApiRole.Read, out _readerSecret);
        _operator = ApiKey.New("operator", ApiRole.Operate, out _operatorSecret);
    }

    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/index.min.js")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/dashboard/Trace")]
    public async Task The_dashboard_requires_the_role_operate(string path)
    {
        await using var silo = new LocalSilo(new ScriptedSource(TimeProvider.System), hasDashboard: true);
        await silo.StartAsync();
        await using var front = await StartAsync(silo, "--Technic:Dashboard=on");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(front, path, null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(front, path, _readerSecret)).Status);
        // The log of the front is not shown to anyone.
        var expected = path.EndsWith("Trace", StringComparison.Ordinal) ? HttpStatusCode.Forbidden : HttpStatusCode.OK;
        Assert.Equal(expected, (await AskAsync(front, path, _operatorSecret)).Status);
    }

    [Fact]
    public async Task The_dashboard_shows_the_silos_also_after_a_new_connection()
    {
        await using var silo = new LocalSilo(new ScriptedSource(TimeProvider.System), hasDashboard: true);
        await silo.StartAsync();
        await using var front = await StartAsync(silo, "--Technic:Dashboard=on");
        await front.UntilReadyIsAsync(HttpStatusCode.OK);
        await UntilItShowsASiloAsync(front);

        await silo.KillAsync();
        await front.UntilReadyIsAsync(HttpStatusCode.ServiceUnavailable);
        var (without, _) = await AskAsync(front, "/dashboard/DashboardCounters", _operatorSecret);
        await silo.StartAsync();
        await front.UntilReadyIsAsync(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, without);
        await UntilItShowsASiloAsync(front);
    }

    [Fact]
    public async Task The_dashboard_is_off_by_default()
    {
        await using var silo = new LocalSilo(new ScriptedSource(TimeProvider.System));
        await using var front = await StartAsync(silo);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(front, "/dashboard/", _operatorSecret)).Status);
    }

    /// <summary>Waits until the dashboard has collected its first data: a new silo has none.</summary>
    private async Task UntilItShowsASiloAsync(FrontUnderTest front)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var (status, counters) = await AskAsync(front, "/dashboard/DashboardCounters", _operatorSecret);
            if (status == HttpStatusCode.OK && JsonElement.Parse(counters).GetProperty("hosts").GetArrayLength() == 1) return;
            await Task.Delay(100, deadline.Token);
        }
    }

    private Task<FrontUnderTest> StartAsync(LocalSilo silo, params string[] settings) => FrontUnderTest.StartAsync(
        ["--Technic:Cluster=localhost", $"--Technic:GatewayPort={silo.GatewayPort}", $"--Technic:Keys={_reader};{_operator}", .. settings]);

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(FrontUnderTest front, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null) request.Headers.Add("X-API-Key", key);
        using var answer = await front.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
