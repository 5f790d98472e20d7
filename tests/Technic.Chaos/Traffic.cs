using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Web.Client;

namespace Technic.Chaos;

/// <summary>The clients of a run: scans, lookups and kept scans over the REST API of both fronts, each answer checked.</summary>
internal sealed class Traffic(World world, Reference reference, Tally tally, int seed)
{
    public const string Scan = "scan", Lookup = "lookup", KeptScan = "kept scan";

    private const int Scanners = 3, Lookers = 2;

    private static readonly TimeSpan ScanLimit = TimeSpan.FromMinutes(5);
    private static readonly int[] Windows = [30, 90, 400];

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var clients = Enumerable.Range(0, Scanners).Select(number => RepeatAsync(number, ScanAsync))
            .Concat(Enumerable.Range(Scanners, Lookers).Select(number => RepeatAsync(number, LookUpAsync)))
            .Append(RepeatAsync(Scanners + Lookers, KeepScanAsync));
        return Task.WhenAll(clients);

        async Task RepeatAsync(int number, Func<Random, CancellationToken, Task> call)
        {
            var random = new Random(seed + number);
            while (!cancellationToken.IsCancellationRequested)
            {
                await call(random, cancellationToken);
                await Task.Delay(random.Next(20, 300), CancellationToken.None);
            }
        }
    }

    /// <summary>One whole scan, checked.</summary>
    public async Task<ScanSummary?> ScanAsync(Random random, CancellationToken cancellationToken)
    {
        ScanSummary? summary = null;
        await tally.MeasureAsync(Scan, async () =>
        {
            using var engine = Connect(random);
            var result = await engine.ScanToEndAsync(Requests.WholeMarket, cancellationToken).WaitAsync(ScanLimit, cancellationToken);
            summary = result.Summary;
            Check(result);
        }, cancellationToken);
        return summary;
    }

    private async Task LookUpAsync(Random random, CancellationToken cancellationToken)
    {
        var symbol = world.Market.Listings[random.Next(world.Market.Listings.Count)].Symbol;
        var key = new PriceHistoryKey(symbol, Windows[random.Next(Windows.Length)], Frequency.Daily);
        await tally.MeasureAsync(Lookup, async () =>
        {
            using var engine = Connect(random);
            var before = world.Day;
            var lookup = await engine.GetHistoryAsync(key, cancellationToken).AsTask().WaitAsync(ScanLimit, cancellationToken);
            if (lookup.History is not { } history)
            {
                tally.Count("lookup without a history, with the reason");
                return;
            }
            if (lookup.IsStale)
            {
                tally.Count("lookup, marked stale");
                return;
            }
            var newest = history.Bars.Count == 0 ? DateOnly.MinValue : history.Bars.Times[^1].Date;
            // The clock may have jumped during the call.
            var isRight = newest >= before && new[] { before, world.NextDay }.Any(day =>
                world.Market.Daily(symbol, day.AddDays(-key.Days), newest, adjusted: true).Close.SequenceEqual(history.Bars.Close));
            if (isRight) tally.Count("lookups equal to the market");
            else
            {
                tally.Violate(
                    $"{key} on {before:yyyy-MM-dd}: {history.Bars.Count} bars to {newest:yyyy-MM-dd}, from {lookup.Tier}, "
                    + $"{lookup.Requests} requests, fetched at {history.FetchedAt:u}");
            }
        }, cancellationToken);
    }

    /// <summary>A scan that one front starts and the other one tells about.</summary>
    private async Task KeepScanAsync(Random random, CancellationToken cancellationToken) =>
        await tally.MeasureAsync(KeptScan, async () =>
        {
            var first = random.Next(world.Fronts.Count);
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var message = new HttpRequestMessage(HttpMethod.Post, Address(world.Fronts[first], "/api/scans"))
            {
                Content = JsonContent.Create(new { top = 5, minDollarVolume = 0, minPrice = 0, minBars = 1 }),
            };
            message.Headers.Add("Prefer", "respond-async");
            using var answer = await http.SendAsync(message, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.Accepted) throw new HttpRequestException($"{(int)answer.StatusCode}");
            var path = new Uri(Address(world.Fronts[first], ""), answer.Headers.Location!).AbsolutePath;
            var other = world.Fronts[(first + 1) % world.Fronts.Count];
            for (var until = DateTime.UtcNow + ScanLimit; ; await Task.Delay(100, cancellationToken))
            {
                using var told = await http.GetAsync(Address(other, path), cancellationToken);
                if (told.StatusCode == HttpStatusCode.NotFound) tally.Violate("a kept scan of one front is unknown to the other");
                told.EnsureSuccessStatusCode();
                var status = await told.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                var state = status.GetProperty("state").GetString();
                if (state == "completed")
                {
                    var summary = status.GetProperty("summary");
                    var accounted = summary.GetProperty("ranked").GetInt32() + summary.GetProperty("filtered").GetInt32()
                        + summary.GetProperty("failed").GetInt32();
                    if (accounted != world.Market.Symbols.Count) tally.Violate($"a kept scan accounts for {accounted} symbols");
                    return;
                }
                if (state != "running") throw new InvalidOperationException($"{state}: {status.GetProperty("problem")}");
                if (DateTime.UtcNow > until) throw new TimeoutException("A kept scan did not end.");
            }
        }, cancellationToken);

    private void Check(ScanResult result)
    {
        var summary = result.Summary;
        if (summary.Requested != world.Market.Symbols.Count || summary.Requested != summary.Ranked + summary.Filtered + summary.Failed)
        {
            tally.Violate(
                $"{world.Market.Symbols.Count} symbols: {summary.Requested} requested, {summary.Ranked} ranked, "
                + $"{summary.Filtered} filtered, {summary.Failed} failed");
        }
        var symbols = result.Rows.Select(row => row.Row.Symbol).Concat(result.Failures.Select(failure => failure.Symbol)).ToArray();
        if (symbols.Distinct().Count() != symbols.Length) tally.Violate("a symbol stands twice in a scan");
        if (summary.Failed > 0) tally.Count("scan with failed symbols");
        foreach (var reason in result.Failures.GroupBy(failure => failure.Reason)) tally.Count($"failed: {reason.Key}", reason.Count());
        if (summary.IsProvisional) tally.Count("scan, provisional");
        if (summary.MarketSymbols is null) tally.Count("scan that compares its rows with each other");
        if (summary.Stale > 0) tally.Count("scan with rows marked stale");
        tally.Count("rows", result.Rows.Count);
        foreach (var row in result.Rows)
        {
            if (row.Stale || summary.IsProvisional) continue;
            if (reference.Difference(row, summary) is { } difference)
                tally.Violate($"{difference}, in a scan with {summary.Failed} failed and a market of {summary.MarketSymbols} symbols");
            else tally.Count("rows equal to the reference");
        }
    }

    private ServerEngine Connect(Random random) =>
        new(Address(world.Fronts[random.Next(world.Fronts.Count)], ""), TimeProvider.System);

    private static Uri Address(ChildProcess front, string path) => new($"http://127.0.0.1:{front.HttpPort}{path}");
}
