using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;

namespace Technic.Web.Responses;

/// <summary>
/// The events of a scan as server-sent events. An error is the last event. A slow client receives fewer progress events and does not delay
/// the scan.
/// </summary>
/// <param name="read">Reads the events.</param>
/// <param name="job">The scan that ends when the client disconnects; <c>null</c> if it continues.</param>
internal sealed class ScanStream(Func<CancellationToken, IAsyncEnumerable<JobEvent>> read, ScanJob? job = null) : IResult
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
            if (job is not null) await job.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        using var permit = services.GetRequiredService<Permits>().TakeStream();
        var (heartbeat, time) = (services.GetRequiredService<TechnicWebOptions>().Heartbeat, services.GetRequiredService<TimeProvider>());
        var events = await EventWriter.BeginAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        var updates = read(context.RequestAborted).WithHeartbeat(JobEvent.Heartbeat, heartbeat, time, context.RequestAborted);
        try
        {
            await foreach (var update in updates.ConfigureAwait(false))
            {
                if (update == JobEvent.Heartbeat) await events.WriteHeartbeatAsync().ConfigureAwait(false);
                else await events.WriteAsync(update).ConfigureAwait(false);
            }
        }
        catch (EngineUnavailableException)
        {
            // The scan continues without this server. The client reconnects with the id of its last event, to this server or another one.
            context.Abort();
        }
    }
}
