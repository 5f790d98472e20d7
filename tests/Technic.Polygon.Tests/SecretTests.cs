using System.Diagnostics.Tracing;
using System.Text;
using Technic.FakePolygon;

namespace Technic.Polygon.Tests;

/// <summary>The key is in a header and nowhere else, in all cases.</summary>
public sealed class SecretTests
{
    public static TheoryData<string> Mishaps =>
        ["echo", "echo later", "web page", "429", "500", "cut", "foreign", "wrong ticker", "redirect"];

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task The_key_is_in_no_log_exception_or_address(string mishap)
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxRetries = 1 });
        polygon.Faults.Add(FaultOf(mishap));

        var error = await polygon.FailsAsync();

        Assert.DoesNotContain(TestPolygon.Key, error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(polygon.Logs.Messages, m => m.Text.Contains(TestPolygon.Key, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(polygon.Server.Requests.All, r => r.Url.Contains(TestPolygon.Key, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_key_is_in_no_event_of_the_HTTP_stack()
    {
        using var events = new HttpEvents();
        await using var polygon = await TestPolygon.StartAsync();

        await polygon.FetchAsync();

        Assert.NotEmpty(events.Text);
        Assert.DoesNotContain(TestPolygon.Key, events.Text);
    }

    private static Fault FaultOf(string mishap) => mishap switch
    {
        "echo" => Fault.Status(401, $$"""{"status":"ERROR","error":"Unknown API Key: {{TestPolygon.Key}}"}"""),
        "echo later" => Fault.Body($$"""{"status":"ERROR","error":"{{TestPolygon.Key.ToUpperInvariant()}} failed"}"""),
        "web page" => Fault.WebPage(),
        "429" => Fault.TooManyRequests(),
        "500" => Fault.Status(500),
        "cut" => Fault.CutConnection(100),
        "foreign" => Fault.ForeignNextUrl($"https://{TestPolygon.Key}.example"),
        "wrong ticker" => Fault.WrongTicker(TestPolygon.Key),
        "redirect" => Fault.Status(302, "", "text/html", ("Location", "https://elsewhere.example/")),
        _ => throw new ArgumentOutOfRangeException(nameof(mishap)),
    };

    private sealed class HttpEvents : EventListener
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "System.Net.Http") EnableEvents(source, EventLevel.Verbose, EventKeywords.All);
        }

        protected override void OnEventWritten(EventWrittenEventArgs e)
        {
            // The base constructor may call back before the field is set.
            if (_text is null) return;
            lock (_text) _text.AppendLine($"{e.EventName} {string.Join(' ', e.Payload ?? [])}");
        }
    }
}
