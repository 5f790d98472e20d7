using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Technic.Sources.Tests;

/// <summary>A real HTTP server that answers as a test says.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<HttpRequestSeen> _requests = new();

    private FakeApi(WebApplication app) => _app = app;

    /// <summary>Answers a request.</summary>
    public Func<HttpContext, IResult> Answer { get; set; } = _ => Results.NotFound();

    /// <summary>Runs before each answer.</summary>
    public Func<Task> Hold { get; set; } = () => Task.CompletedTask;

    public IReadOnlyList<HttpRequestSeen> Requests => [.. _requests];

    public Uri Address => new(_app.Urls.Single());

    public static async Task<FakeApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var api = new FakeApi(app);
        app.Run(async context =>
        {
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            api._requests.Enqueue(new HttpRequestSeen($"{context.Request.Path}{context.Request.QueryString}", headers));
            await api.Hold();
            await api.Answer(context).ExecuteAsync(context);
        });
        await app.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A request as the server received it.</summary>
internal sealed record HttpRequestSeen(string Path, IReadOnlyDictionary<string, string> Headers);
