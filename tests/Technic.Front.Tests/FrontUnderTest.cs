using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Technic.Core.Scans;

namespace Technic.Front.Tests;

/// <summary>The front's host on a free port.</summary>
internal sealed class FrontUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly WebApplication _app;

    private FrontUnderTest(WebApplication app, CapturedLog log)
    {
        (_app, Log) = (app, log);
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address, Timeout = Patience };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public CapturedLog Log { get; }

    public static Task<FrontUnderTest> StartAsync(params string[] settings) => StartAsync(null, settings);

    /// <param name="methods">The functions and the score of the front; <c>null</c> for the built-in ones.</param>
    /// <param name="settings">Its settings.</param>
    public static async Task<FrontUnderTest> StartAsync(ScanMethods? methods, params string[] settings)
    {
        var log = new CapturedLog();
        var app = FrontHost.Build([.. settings, "--urls=http://127.0.0.1:0"], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(log);
            if (methods is not null) builder.Services.AddSingleton(methods);
        });
        await app.StartAsync();
        return new FrontUnderTest(app, log);
    }

    /// <summary>Status and message of the readiness.</summary>
    public async Task<(HttpStatusCode Status, string? Sentence)> ReadyAsync()
    {
        using var answer = await Http.GetAsync("/health/ready");
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, json.TryGetProperty("detail", out var detail) ? detail.GetString() : null);
    }

    /// <summary>Waits until the readiness has a status.</summary>
    public async Task UntilReadyIsAsync(HttpStatusCode status)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while ((await ReadyAsync()).Status != status) await Task.Delay(20, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
