using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded;
using ZiggyCreatures.Caching.Fusion;

namespace Technic.Benchmarks;

/// <summary>
/// One lookup that memory answers, beside other caches of .NET: 1,000 keys in turn, the same histories in each cache, on one thread and on
/// two. Rounds alternate between the caches, so that other work on the machine affects all of them, and are shorter than a time slice, so
/// that the fastest of many shows the cost of a lookup on a busy machine too. The table shows the median and, in brackets, the fastest
/// round.
/// </summary>
internal static class MemoryComparison
{
    /// <summary>The number of rounds for each cache.</summary>
    public const int DefaultRounds = 301;

    private const int Keys = 1_000;
    private const int Days = PriceHistoryKey.UsualDays;
    private const int CallsPerRound = 20 * Keys;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <param name="Name">The cache and the call.</param>
    /// <param name="Work">Makes a number of lookups, from the first key on.</param>
    private sealed record Contestant(string Name, Action<int> Work);

    /// <summary>Measures, and writes a table in Markdown.</summary>
    /// <param name="rounds">The number of rounds for each cache, 1 or more.</param>
    public static async Task RunAsync(int rounds)
    {
        var clock = new MarketClock(TimeProvider.System);
        var source = new SyntheticMarket(symbols: Keys);
        await using var engine = new EmbeddedEngine(
            source, new EmptyStore(), clock, new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        var request = new ScanRequest
        {
            Universe = new Universe((await source.FetchListingsAsync(CancellationToken.None)).Listings),
            MaxSymbols = Keys,
            Days = Days,
            StreamRows = false,
        };
        await engine.ScanToEndAsync(request, CancellationToken.None);
        var histories = new PriceHistory[Keys];
        for (var i = 0; i < Keys; i++)
        {
            var key = request.KeyOf(request.Universe.Listings[i].Symbol);
            histories[i] = (
                await engine.GetHistoryAsync(
                    key, CancellationToken.None)).History ?? throw new InvalidOperationException($"{key} has no history.");
        }
        using var fusion = new FusionCache(new FusionCacheOptions { DefaultEntryOptions = new FusionCacheEntryOptions(Life) });
        await using var services = new ServiceCollection().AddHybridCache().Services.BuildServiceProvider();
        Contestant[] contestants =
        [
            TierFind(clock, histories),
            EngineGet(engine, histories),
            ConcurrentLruGet(histories),
            ExpiringLruGet(histories),
            FusionGet(fusion, histories),
            HybridGet(services.GetRequiredService<HybridCache>(), histories),
        ];
        foreach (var contestant in contestants)
        {
            for (var warming = Stopwatch.StartNew(); warming.Elapsed < WarmUp;) contestant.Work(CallsPerRound);
        }

        var one = contestants.ToDictionary(contestant => contestant, _ => new List<double>());
        var two = contestants.ToDictionary(contestant => contestant, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                one[contestant].Add(Nanoseconds(threads: 1, contestant.Work));
                two[contestant].Add(Nanoseconds(threads: 2, contestant.Work));
            }
        }
        var machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        Console.WriteLine($"{machine}; {rounds} rounds.\n");
        Console.WriteLine("| lookup | one thread | two threads, each | work of two threads |\n|---|---|---|---|");
        foreach (var contestant in contestants)
        {
            var (single, pair) = (one[contestant], two[contestant]);
            var (ratio, best) = (2 * Median(single) / Median(pair), 2 * single.Min() / pair.Min());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contestant.Name} | {Median(single):F0} ns ({single.Min():F0}) | {Median(pair):F0} ns ({pair.Min():F0}) "
                    + $"| {ratio:F2} × ({best:F2}) |"));
        }
    }

    private static Contestant TierFind(MarketClock clock, PriceHistory[] histories)
    {
        var tier = new HistoryMemory(clock, new MemoryTierOptions(Life: Life));
        foreach (var history in histories) tier.Put(history, tier.Generation);
        return new Contestant("Technic `HistoryMemory.Find`, with the clock", calls =>
        {
            for (var call = 0; call < calls; call++) Require(tier.Find(histories[call % Keys].Key, clock.Now));
        });
    }

    private static Contestant EngineGet(EmbeddedEngine engine, PriceHistory[] histories) =>
        new("Technic `GetHistoryAsync`, with counters", calls =>
        {
            for (var call = 0; call < calls; call++)
            {
                var lookup = engine.GetHistoryAsync(histories[call % Keys].Key, CancellationToken.None);
                Require(lookup.IsCompletedSuccessfully ? lookup.Result.History : null);
            }
        });

    private static Contestant ConcurrentLruGet(PriceHistory[] histories)
    {
        var cache = new ConcurrentLru<PriceHistoryKey, PriceHistory>(2 * Keys);
        foreach (var history in histories) cache.AddOrUpdate(history.Key, history);
        return new Contestant("BitFaster `ConcurrentLru.TryGet`", calls =>
        {
            for (var call = 0; call < calls; call++) Require(cache.TryGet(histories[call % Keys].Key, out var found) ? found : null);
        });
    }

    private static Contestant ExpiringLruGet(PriceHistory[] histories)
    {
        var cache = new ConcurrentLruBuilder<PriceHistoryKey, PriceHistory>()
            .WithCapacity(2 * Keys).WithExpireAfterWrite(Life).WithMetrics().Build();
        foreach (var history in histories) cache.AddOrUpdate(history.Key, history);
        return new Contestant("BitFaster, with expiry and metrics", calls =>
        {
            for (var call = 0; call < calls; call++) Require(cache.TryGet(histories[call % Keys].Key, out var found) ? found : null);
        });
    }

    private static Contestant FusionGet(FusionCache cache, PriceHistory[] histories)
    {
        var keys = Texts(histories);
        for (var i = 0; i < Keys; i++) cache.Set(keys[i], histories[i]);
        return new Contestant("FusionCache `TryGet`", calls =>
        {
            for (var call = 0; call < calls; call++) Require(cache.TryGet<PriceHistory>(keys[call % Keys]).GetValueOrDefault());
        });
    }

    /// <summary>
    /// It serialises its values, which is impossible for a history; the values here are short texts, which it returns without a copy.
    /// </summary>
    private static Contestant HybridGet(HybridCache cache, PriceHistory[] histories)
    {
        var keys = Texts(histories);
        Work(Keys);
        return new Contestant("HybridCache `GetOrCreateAsync`, texts", Work);

        void Work(int calls)
        {
            for (var call = 0; call < calls; call++)
            {
                var key = keys[call % Keys];
                var lookup = cache.GetOrCreateAsync(key, key, static (text, _) => ValueTask.FromResult(text));
                Require(lookup.IsCompletedSuccessfully ? lookup.Result : lookup.AsTask().GetAwaiter().GetResult());
            }
        }
    }

    private static string[] Texts(PriceHistory[] histories) => Array.ConvertAll(histories, history => history.Key.ToString());

    /// <summary>The time of one lookup of a thread, from the first thread's start to the last one's end, in nanoseconds.</summary>
    private static double Nanoseconds(int threads, Action<int> work)
    {
        using var start = new Barrier(threads);
        var (starts, ends) = (new long[threads], new long[threads]);
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            starts[thread] = Stopwatch.GetTimestamp();
            work(CallsPerRound);
            ends[thread] = Stopwatch.GetTimestamp();
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return Stopwatch.GetElapsedTime(starts.Min(), ends.Max()).TotalNanoseconds / CallsPerRound;
    }

    private static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Require(object? found)
    {
        if (found is null) throw new InvalidOperationException("The cache did not answer.");
    }
}
