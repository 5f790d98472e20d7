using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;
using Technic.Web.Scans;

namespace Technic.Web.Answers;

/// <summary>
/// What a scan tells, as server-sent events; an error is the last one. A reader who is slow is told of the progress less often, and holds
/// nothing up.
/// </summary>
/// <param name="job">The scan.</param>
/// <param name="after">The last event that the reader knows; 0 for none.</param>
/// <param name="endsWithReader">Whether the scan is for this reader alone, and ends when the reader leaves.</param>
internal sealed class ScanStream(ScanJob job, long after = 0, bool endsWithReader = false) : IResult
{
    public const string ContentType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await TellAsync(httpContext).ConfigureAwait(false);
        }
        finally
        {
            if (endsWithReader) await job.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task TellAsync(HttpContext context)
    {
        var services = context.RequestServices;
        using var permit = services.GetRequiredService<Permits>().TakeStream();
        var (heartbeat, time) = (services.GetRequiredService<TechnicWebOptions>().Heartbeat, services.GetRequiredService<TimeProvider>());
        var events = await EventWriter.BeginAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        var beating = job.ReadAsync(after, context.RequestAborted).WithHeartbeat(JobEvent.Beat, heartbeat, time, context.RequestAborted);
        await foreach (var told in beating.ConfigureAwait(false))
        {
            if (told == JobEvent.Beat) await events.BeatAsync().ConfigureAwait(false);
            else await events.WriteAsync(told).ConfigureAwait(false);
        }
    }
}
