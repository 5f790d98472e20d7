using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;

namespace Technic.FakePolygon;

/// <summary>A fault of some requests. The methods that return a copy restrict it to certain requests and a number of times.</summary>
public sealed record Fault
{
    private const string Json = MediaTypeNames.Application.Json;

    private Fault(string name, Func<HttpContext, RequestDelegate, Task> act)
    {
        Name = name;
        Act = act;
    }

    public string Name { get; }

    /// <summary>What happens instead of, or around, the correct response.</summary>
    internal Func<HttpContext, RequestDelegate, Task> Act { get; }

    internal Predicate<LoggedRequest> Concerns { get; private init; } = _ => true;

    internal int Skipped { get; private init; }

    internal int MaxTimes { get; private init; } = int.MaxValue;

    /// <summary>Only requests whose decoded path contains a text.</summary>
    public Fault OnPath(string part) => When(request => request.Path.Contains(part, StringComparison.Ordinal));

    /// <summary>Only requests of which something else holds too, such as the time.</summary>
    public Fault When(Predicate<LoggedRequest> condition)
    {
        var concerns = Concerns;
        return this with { Concerns = request => concerns(request) && condition(request) };
    }

    /// <summary>Only requests for the bars of one ticker.</summary>
    public Fault OnTicker(string ticker) => OnPath($"/ticker/{ticker}/");

    /// <summary>Only the first of the matching requests, up to a number.</summary>
    public Fault Times(int times) => this with { MaxTimes = times };

    /// <summary>Only the first of the matching requests.</summary>
    public Fault Once() => Times(1);

    /// <summary>Only after a number of matching requests succeeded.</summary>
    public Fault After(int requests) => this with { Skipped = requests };

    /// <summary>A status with a body, by default an error in Polygon's format.</summary>
    public static Fault Status(int status, string? body = null, string contentType = Json, params (string Name, string Value)[] headers) =>
        new($"status {status}", async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            foreach (var (name, value) in headers) context.Response.Headers[name] = value;
            body ??= $$"""{"status":"ERROR","request_id":"fake","error":"fault {{status}}"}""";
            await context.Response.WriteAsync(body, context.RequestAborted);
        });

    /// <summary>429, with or without <c>Retry-After</c> in seconds.</summary>
    public static Fault TooManyRequests(int? retryAfterSeconds = null) => Status(
        429, """{"status":"ERROR","error":"You've exceeded the maximum requests per minute."}""", Json,
        retryAfterSeconds is { } seconds ? [("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] : []);

    /// <summary>403 in Polygon's format for data that a plan does not include.</summary>
    public static Fault NotAuthorized() =>
        Status(403, """{"status":"NOT_AUTHORIZED","request_id":"fake","message":"You are not entitled to this data."}""");

    /// <summary>200 with a custom body.</summary>
    public static Fault Body(string body, string contentType = Json) => Status(200, body, contentType);

    /// <summary>200 with a web page, like captive portals and maintenance pages.</summary>
    public static Fault WebPage() => Body("<!DOCTYPE html><html><body><h1>We are back soon</h1></body></html>", MediaTypeNames.Text.Html);

    /// <summary>The correct response with a delay.</summary>
    public static Fault Delay(TimeSpan delay, TimeProvider? time = null) => new("delay", async (context, next) =>
    {
        await Task.Delay(delay, time ?? TimeProvider.System, context.RequestAborted);
        await next(context);
    });

    /// <summary>The correct response, or another fault, after a task has completed.</summary>
    public static Fault Held(Task released, Fault? then = null) => new("held", async (context, next) =>
    {
        await released.WaitAsync(context.RequestAborted);
        await (then is null ? next(context) : then.Act(context, next));
    });

    /// <summary>No response until the client disconnects or the server stops.</summary>
    public static Fault Hang() =>
        new("hang", (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));

    /// <summary>The first bytes of the correct response and then nothing until the client disconnects or the server stops.</summary>
    public static Fault Stall(int bytes) => new("stall", async (context, next) =>
    {
        var body = await CaptureAsync(context, next);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(bytes, body.Length)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    });

    /// <summary>The correct response, a few bytes at a time.</summary>
    public static Fault Drip(int bytes, TimeSpan every, TimeProvider? time = null) => new("drip", async (context, next) =>
    {
        var body = await CaptureAsync(context, next);
        context.Response.ContentLength = body.Length;
        for (var sent = 0; sent < body.Length; sent += bytes)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(sent, Math.Min(bytes, body.Length - sent)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(every, time ?? TimeProvider.System, context.RequestAborted);
        }
    });

    /// <summary>Only the first bytes of the correct response, as if they were all.</summary>
    public static Fault Truncate(int bytes) => EditBytes(body => body[..Math.Min(bytes, body.Length)]);

    /// <summary>The first bytes of the correct response, and then a lost connection.</summary>
    public static Fault CutConnection(int afterBytes) => new("cut connection", async (context, next) =>
    {
        var body = await CaptureAsync(context, next);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(afterBytes, body.Length)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    });

    /// <summary>The connection is closed without a response.</summary>
    public static Fault CloseConnection() => new("close connection", (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>The correct response with the name of another ticker.</summary>
    public static Fault WrongTicker(string ticker) => EditJson((_, answer) => answer["ticker"] = ticker);

    /// <summary>The correct response with other bars.</summary>
    public static Fault EditBars(Action<JsonArray> edit) => EditJson((_, answer) => edit(answer["results"]!.AsArray()));

    /// <summary>The correct response as JSON, edited.</summary>
    public static Fault EditJson(Action<HttpRequest, JsonObject> edit) => new("edit", async (context, next) =>
    {
        var answer = JsonNode.Parse(await CaptureAsync(context, next))!.AsObject();
        edit(context.Request, answer);
        await SendAsync(context, Encoding.UTF8.GetBytes(answer.ToJsonString()));
    });

    /// <summary>The correct response as text, edited: for content that a JSON writer cannot write.</summary>
    public static Fault EditText(Func<string, string> edit) =>
        EditBytes(body => Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(body))));

    /// <summary>The correct response as bytes, edited.</summary>
    public static Fault EditBytes(Func<byte[], byte[]> edit) =>
        new("edit", async (context, next) => await SendAsync(context, edit(await CaptureAsync(context, next))));

    /// <summary>A <c>next_url</c> that leads back to its own page.</summary>
    public static Fault LoopingNextUrl() => NextUrl((request, _) => Address(request));

    /// <summary>A <c>next_url</c> that is different on every page and leads to the same rows.</summary>
    public static Fault EndlessNextUrl()
    {
        var pages = 0;
        return NextUrl((request, _) => $"{Address(request)}&again={Interlocked.Increment(ref pages)}");
    }

    /// <summary>A <c>next_url</c> on another host.</summary>
    public static Fault ForeignNextUrl(string address) => NextUrl((request, _) => $"{address}{request.Path}?cursor=abc");

    /// <summary>The correct <c>next_url</c> with a doubled port, as Polygon's servers have sent it.</summary>
    public static Fault DoubledPortNextUrl() => NextUrl((request, url) =>
    {
        var port = request.Host.Port;
        return url?.Replace($":{port}/", $":{port}:{port}/", StringComparison.Ordinal);
    });

    /// <summary>Another <c>next_url</c>, derived from the request and the correct one; <c>null</c> for none.</summary>
    public static Fault NextUrl(Func<HttpRequest, string?, string?> edit) => EditJson((request, answer) =>
    {
        var url = edit(request, answer["next_url"]?.GetValue<string>());
        answer.Remove("next_url");
        if (url is not null) answer["next_url"] = url;
    });

    private static string Address(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}";

    /// <summary>The body of the correct response, before it is sent.</summary>
    private static async Task<byte[]> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var captured = new MemoryStream();
        context.Response.Body = captured;
        try
        {
            await next(context);
            return captured.ToArray();
        }
        finally
        {
            context.Response.Body = body;
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
