using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Reporting;
using Technic.Core.Scanning;
using Technic.Web.Problems;
using Technic.Web.Wire;

namespace Technic.Web.Answers;

/// <summary>
/// A scan as server-sent events, numbered from 1 and of the types that <see cref="UpdateJson"/> names. A client that leaves cancels the scan; once the stream has
/// begun, an error is its last event.
/// </summary>
internal sealed class ScanStream(ScanRequest request, IScanEngine engine) : IResult
{
    public const string ContentType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var ending = Ending.Of(httpContext);
        // Before the stream begins: an engine that is out of reach says so here, and the answer's status can tell.
        var updates = engine.ScanAsync(request, ending.Token).WithHeartbeat(
            Beat.Alone, services.GetRequiredService<TechnicWebOptions>().Heartbeat, services.GetRequiredService<TimeProvider>(), ending.Token);

        var events = await EventWriter.BeginAsync(httpContext.Response, httpContext.RequestAborted).ConfigureAwait(false);
        try
        {
            await foreach (var update in updates.ConfigureAwait(false))
            {
                if (update is Beat) await events.BeatAsync().ConfigureAwait(false);
                else if (update is ScanCompleted completed) await CompleteAsync(completed.Result, events, ending.Token).ConfigureAwait(false);
                else await events.WriteAsync(UpdateJson.TypeOf(update), json => UpdateJson.Write(json, update)).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            var document = services.GetRequiredService<ProblemHandler>().Told(problem).Document();
            await events.WriteAsync(UpdateJson.Problem, json => JsonSerializer.Serialize(json, document, JsonSerializerOptions.Web)).ConfigureAwait(false);
        }
    }

    private async ValueTask CompleteAsync(ScanResult result, EventWriter events, CancellationToken cancellationToken)
    {
        var statistics = await engine.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        await events.WriteAsync(UpdateJson.Completed, json => RunJson.Write(json, new MeasuredScan(result, statistics))).ConfigureAwait(false);
    }

    /// <summary>Stands where no update came for a while.</summary>
    private sealed record Beat : ScanUpdate
    {
        public static Beat Alone { get; } = new();
    }
}
