using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Technic.Load;

/// <summary>A request of a client.</summary>
/// <param name="Kind">The kind, for the report.</param>
/// <param name="Path">The path.</param>
/// <param name="Tag">The entity tag of a cached copy; <c>null</c> for none.</param>
internal sealed record Question(string Kind, string Path, EntityTagHeaderValue? Tag = null);

/// <summary>
/// The requests, in the proportions of pages and scripts: mostly histories, some rows and statistics.
/// </summary>
internal sealed class Work
{
    private const int Page = 50;
    private const int Days = 120;

    private readonly Question[] _questions;

    private Work(IReadOnlyList<string> symbols, Question[] questions) => (Symbols, _questions) = (symbols, questions);

    public IReadOnlyList<string> Symbols { get; }

    /// <summary>Scans the symbols, so that they are in the server's memory, and creates the requests.</summary>
    public static async Task<Work> PrepareAsync(HttpClient http, int count, CancellationToken cancellationToken)
    {
        var universe = JsonElement.Parse(await http.GetStringAsync("/api/universe", cancellationToken));
        string[] symbols = [.. universe.GetProperty("universe").EnumerateArray().Take(count)
            .Select(listing => listing.GetProperty("symbol").GetString()!)];
        var scan = await ScanAsync(http, symbols, cancellationToken);

        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var range = FormattableString.Invariant($"{today.AddDays(-Days):yyyy-MM-dd}/{today:yyyy-MM-dd}");
        var questions = new List<Question>();
        foreach (var (symbol, i) in symbols.Select((symbol, i) => (symbol, i)))
        {
            using var known = await http.GetAsync($"/api/history/{symbol}", cancellationToken);
            // Symbols without recent prices do not count as errors.
            if (known.StatusCode == HttpStatusCode.NotFound) continue;
            questions.Add(new Question("history", $"/api/history/{symbol}"));
            questions.Add(new Question("history, not modified", $"/api/history/{symbol}", known.Headers.ETag));
            questions.Add(new Question(
                "Polygon-compatible bars", $"/v2/aggs/ticker/{symbol}/range/1/day/{range}?adjusted=true&sort=asc&apiKey=any"));
            if (i % 2 == 0) questions.Add(new Question("explained row", $"/api/rows/{symbol}"));
            if (i % 4 == 0) questions.Add(
                new Question("page of rows", $"{scan}/rows?limit={Page}&offset={i % Math.Max(1, symbols.Length - Page)}"));
            if (i % 4 == 2) questions.Add(new Question("statistics", "/api/cache/stats"));
        }
        var shuffled = questions.ToArray();
        new Random(1).Shuffle(shuffled);
        return new Work(symbols, shuffled);
    }

    /// <summary>The requests of one client, an infinite sequence.</summary>
    public IEnumerable<Question> Of(int reader)
    {
        for (var i = reader * 7919; ; i++) yield return _questions[i % _questions.Length];
    }

    private static async Task<Uri> ScanAsync(HttpClient http, string[] symbols, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/scans") { Headers = { { "Prefer", "respond-async" } } };
        request.Content = new StringContent(
            JsonSerializer.Serialize(
                new { symbols, minDollarVolume = 0, minPrice = 0, top = 0, streamRows = false }), Encoding.UTF8, "application/json");
        using var begun = await http.SendAsync(request, cancellationToken);
        begun.EnsureSuccessStatusCode();
        await http.GetStringAsync($"{begun.Headers.Location}/stream", cancellationToken);
        return begun.Headers.Location!;
    }
}
