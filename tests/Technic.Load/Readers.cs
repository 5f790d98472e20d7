using System.Diagnostics;
using System.Net;

namespace Technic.Load;

/// <summary>Concurrent clients. Each sends its next request when it has received the response to the previous one.</summary>
internal static class Readers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static HttpClient Connect(Uri server, string? key, int readers)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = readers,
            UseProxy = false,
            PooledConnectionIdleTimeout = Patience,
        };
        var http = new HttpClient(handler) { BaseAddress = server, Timeout = Patience };
        if (key is not null) http.DefaultRequestHeaders.Add("X-API-Key", key);
        return http;
    }

    public static async Task<LoadReport> RunAsync(
        HttpClient http, Work work, int readers, TimeSpan time, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        end.CancelAfter(time);
        var asked = await Task.WhenAll(
            Enumerable.Range(0, readers).Select(reader => Task.Run(() => ReadAsync(http, work.Of(reader), end.Token), cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        return new LoadReport(readers, Stopwatch.GetElapsedTime(began), [.. asked.SelectMany(reader => reader)]);
    }

    private static async Task<List<Answer>> ReadAsync(HttpClient http, IEnumerable<Question> questions, CancellationToken end)
    {
        var answers = new List<Answer>();
        foreach (var question in questions)
        {
            if (end.IsCancellationRequested) break;
            var began = Stopwatch.GetTimestamp();
            // Requests that were sent in time are completed, so that the slowest responses are counted.
            var (bytes, problem) = await AskAsync(http, question);
            answers.Add(new Answer(question.Kind, Stopwatch.GetElapsedTime(began), bytes, problem));
        }
        return answers;
    }

    private static async Task<(long Bytes, string? Problem)> AskAsync(HttpClient http, Question question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, question.Path);
        if (question.Tag is { } tag) request.Headers.IfNoneMatch.Add(tag);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
            var expected = question.Tag is null ? HttpStatusCode.OK : HttpStatusCode.NotModified;
            return (answer.Content.Headers.ContentLength ?? (await answer.Content.ReadAsByteArrayAsync()).Length,
                answer.StatusCode == expected ? null : $"status {(int)answer.StatusCode}");
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
        {
            return (0, problem is OperationCanceledException ? $"no response within {Patience.TotalSeconds} s" : problem.Message);
        }
    }
}
