using System.Text.Json;

namespace Technic.Web.Tests;

/// <summary>A server-sent event.</summary>
internal sealed record ServerEvent(string Type, string Id, JsonElement Data);

/// <summary>Reads server-sent events according to the specification, independently of the tested client.</summary>
internal sealed class SseReader(Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <summary>The number of comments.</summary>
    public int Comments { get; private set; }

    /// <summary>The next event; <c>null</c> at the end of the stream.</summary>
    /// <param name="stopAtComment">Whether to return <c>null</c> at a comment.</param>
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
