using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Technic.Core.Reports;
using Technic.Web.Scans;

namespace Technic.Web.Answers;

/// <summary>
/// Writes server-sent events (WHATWG HTML, section 9.2). JSON without indentation has no line break, so that an event's data is one line.
/// </summary>
internal sealed class EventWriter
{
    private readonly PipeWriter _body;
    private readonly CancellationToken _cancellationToken;

    private EventWriter(PipeWriter body, CancellationToken cancellationToken) => (_body, _cancellationToken) = (body, cancellationToken);

    /// <summary>Begins the stream: the client sees that it was accepted before the first event comes.</summary>
    public static async ValueTask<EventWriter> BeginAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = ScanStream.ContentType;
        // Proxies that collect an answer before they hand it on would make a stream of it no more.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(cancellationToken).ConfigureAwait(false);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new EventWriter(response.BodyWriter, cancellationToken);
    }

    public ValueTask<FlushResult> WriteAsync(JobEvent told)
    {
        Encoding.UTF8.GetBytes($"event: {told.Type}\nid: {told.Id}\ndata: ", _body);
        using (var json = Json.Writer(_body)) told.Write(json);
        _body.Write("\n\n"u8);
        return _body.FlushAsync(_cancellationToken);
    }

    /// <summary>Shows that the stream lives.</summary>
    public ValueTask<FlushResult> BeatAsync()
    {
        _body.Write(":\n\n"u8);
        return _body.FlushAsync(_cancellationToken);
    }
}
