using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Web.Wire;

namespace Technic.Web.Responses;

/// <summary>
/// Writes server-sent events (WHATWG HTML, section 9.2). JSON without indentation has no line breaks, so the data of an event is one line.
/// </summary>
internal sealed class EventWriter
{
    private readonly PipeWriter _body;
    private readonly CancellationToken _cancellationToken;

    private EventWriter(PipeWriter body, CancellationToken cancellationToken) => (_body, _cancellationToken) = (body, cancellationToken);

    /// <summary>Starts the response, so that the client receives the status before the first event.</summary>
    public static async ValueTask<EventWriter> BeginAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = ScanStream.ContentType;
        // Disables response buffering in reverse proxies.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(cancellationToken).ConfigureAwait(false);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new EventWriter(response.BodyWriter, cancellationToken);
    }

    public ValueTask<FlushResult> WriteAsync(JobEvent jobEvent)
    {
        Encoding.UTF8.GetBytes($"event: {JobEventJson.TypeOf(jobEvent)}\nid: {jobEvent.Id}\ndata: ", _body);
        using (var json = Json.Writer(_body)) JobEventJson.Write(json, jobEvent);
        _body.Write("\n\n"u8);
        return _body.FlushAsync(_cancellationToken);
    }

    /// <summary>Writes a comment to keep the connection alive.</summary>
    public ValueTask<FlushResult> WriteHeartbeatAsync()
    {
        _body.Write(":\n\n"u8);
        return _body.FlushAsync(_cancellationToken);
    }
}
