using System.Text.Json;

namespace Technic.Web.Tests;

/// <summary>One event, as its lines say it.</summary>
internal sealed record ServerEvent(string Type, string Id, JsonElement Data);

/// <summary>Reads a stream of events line by line, as the specification has it and independently of the client under test.</summary>
internal sealed class SseReader(Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <summary>Comments so far.</summary>
    public int Comments { get; private set; }

    /// <summary>The next event; <c>null</c> at the end of the stream.</summary>
    /// <param name="stopAtComment">Whether to come back, with <c>null</c>, when a comment comes.</param>
    public async Task<ServerEvent?> NextAsync(bool stopAtComment = false)
    {
        string? type = null, id = null, data = null;
        while (await _lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(':'))
            {
                Comments++;
                if (stopAtComment) return null;
            }
            else if (line.Length == 0)
            {
                if (type is not null) return new ServerEvent(type, id!, JsonElement.Parse(data!));
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else Assert.Fail($"'{line}' is no line of an event.");
        }
        return null;
    }

    public async Task<List<ServerEvent>> AllAsync()
    {
        var events = new List<ServerEvent>();
        while (await NextAsync() is { } next) events.Add(next);
        return events;
    }

    public void Dispose() => _lines.Dispose();
}
