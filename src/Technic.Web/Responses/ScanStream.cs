using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;
using Technic.Web.Scans;

namespace Technic.Web.Responses;

/// <summary>
/// The events of a scan as server-sent events. An error is the last event. A slow client receives fewer progress events and does not delay
/// the scan.
/// </summary>
/// <param name="job">The scan.</param>
/// <param name="after">The id of the last event that the client has received; 0 for none.</param>
/// <param name="endsWithClient">Whether the scan is cancelled when the client disconnects.</param>
internal sealed class ScanStream(ScanJob job, long after = 0, bool endsWithClient = false) : IResult
{
    public const string ContentType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await WriteAsync(httpContext).ConfigureAwait(false);
        }
        finally
        {
            if (endsWithClient) await job.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        using var permit = services.GetRequiredService<Permits>().TakeStream();
        var (heartbeat, time) = (services.GetRequiredService<TechnicWebOptions>().Heartbeat, services.GetRequiredService<TimeProvider>());
        var events = await EventWriter.BeginAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        var updates = job.ReadAsync(after, context.RequestAborted)
            .WithHeartbeat(JobEvent.Heartbeat, heartbeat, time, context.RequestAborted);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update == JobEvent.Heartbeat) await events.WriteHeartbeatAsync().ConfigureAwait(false);
            else await events.WriteAsync(update).ConfigureAwait(false);
        }
    }
}
