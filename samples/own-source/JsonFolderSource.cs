using System.Globalization;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

/// <summary>
/// Daily prices from a folder with one JSON file for each symbol: rows of date, open, high, low, close and volume. A source only says what
/// it has: caching, freshness and the accounting of failures are Technic's.
/// </summary>
internal sealed class JsonFolderSource(string folder) : IPriceSource
{
    // Stores separate the histories of different names.
    public string Name => "json-folder";

    public string Description => $"JSON files in {folder}";

    public int? RequestsPerMinute => null;

    public bool ListsForFree => true;

    public async Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{symbol}.json");
        if (frequency != Frequency.Daily || !File.Exists(path)) return new FetchedBars(BarSeries.Empty, Requests: 0);
        try
        {
            await using var file = File.OpenRead(path);
            var rows = await JsonSerializer.DeserializeAsync<JsonElement[][]>(file, cancellationToken: cancellationToken) ?? [];
            // The builder sorts, clips to the days, and counts what no price can be.
            var builder = new BarSeriesBuilder();
            foreach (var row in rows) builder.Add(ToBar(row));
            return new FetchedBars(builder.Build(from, to, out var defects), Requests: 1, defects);
        }
        catch (Exception problem) when (problem is IOException or JsonException or FormatException or IndexOutOfRangeException)
        {
            throw new PriceSourceException(PriceSourceFailure.BadData, $"{path} cannot be read: {problem.Message}", requests: 1, problem);
        }
    }

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) => Task.FromResult(new FetchedListings(
        [.. Directory.EnumerateFiles(folder, "*.json").Select(path => new Listing(Symbol.Parse(Path.GetFileNameWithoutExtension(path))))],
        Requests: 0));

    private static Bar ToBar(JsonElement[] row) => new(
        BarTime.OfDay(DateOnly.Parse(row[0].GetString()!, CultureInfo.InvariantCulture)),
        row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble());
}
