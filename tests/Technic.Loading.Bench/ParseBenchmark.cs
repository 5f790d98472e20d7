using System.Globalization;
using Technic.Core.Market;
using Technic.FakePolygon;
using Technic.Polygon;
using Technic.Testing;

namespace Technic.Loading.Bench;

/// <summary>
/// The speed of parsing a whole-market response: token by token with a dictionary of bars, as a baseline, and with the provider's client.
/// </summary>
internal static class ParseBenchmark
{
    private const int Rounds = 9;
    private const int ParsesPerRound = 60;

    private static readonly DateOnly Day = new(2026, 3, 10);

    public static async Task RunAsync(IEnumerable<int> markets)
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} cores, .NET {Environment.Version}; processor time, "
            + $"medians of {Rounds} rounds of {ParsesPerRound} responses, alternating.");
        foreach (var symbols in markets)
        {
            var sorted = await BodyAsync(symbols);
            Measure($"{symbols:N0} symbols, sorted", sorted);
            Measure($"{symbols:N0} symbols, in any order", AnswerShuffler.Shuffled(sorted));
        }
    }

    private static async Task<byte[]> BodyAsync(int symbols)
    {
        var market = await FakeMarket.SyntheticAsync(symbols, Day.AddDays(-7), Day);
        await using var server = await FakePolygonServer.StartAsync(market);
        using var http = PolygonServices.CreateHttpClient(new PolygonOptions { BaseAddress = server.BaseAddress });
        var day = Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return await http.GetByteArrayAsync(new Uri(server.BaseAddress, $"/v2/aggs/grouped/locale/us/market/stocks/{day}?adjusted=false"));
    }

    private static void Measure(string what, byte[] body)
    {
        var table = new SymbolTable();
        Func<MarketDay> before = () => PlainDayReader.Read(body, Day).Day;
        Func<MarketDay> after = () => AggregatesReader.ReadGrouped(body, Day, table).Day.Day;
        if (before().Count != after().Count) throw new InvalidOperationException("The two readers do not agree.");
        var (slow, fast) = (new List<Timing>(), new List<Timing>());
        for (var round = 0; round < Rounds; round++)
        {
            slow.Add(Timing.Of(before, ParsesPerRound));
            fast.Add(Timing.Of(after, ParsesPerRound));
        }
        var (old, now) = (Timing.Median(slow), Timing.Median(fast));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}, {body.Length / 1e6:0.00} MB: {Text(old, body)} before, {Text(now, body)} now: "
            + $"{old.Time / now.Time:0.0} times as fast"));
    }

    private static string Text(Timing timing, byte[] body) => string.Create(CultureInfo.InvariantCulture,
        $"{timing.Time.TotalMilliseconds:0.00} ms "
        + $"({body.Length / timing.Time.TotalSeconds / 1e6:0} MB/s, {timing.Bytes / 1024:N0} KB allocated)");

    /// <summary>The cost of one parse: processor time, so that other processes do not count, and memory.</summary>
    private readonly record struct Timing(TimeSpan Time, long Bytes)
    {
        public static Timing Of(Func<MarketDay> parse, int times)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), BenchEngine.Spent);
            for (var i = 0; i < times; i++) parse();
            return new Timing((BenchEngine.Spent - started) / times, (GC.GetAllocatedBytesForCurrentThread() - allocated) / times);
        }

        public static Timing Median(List<Timing> timings) => timings.OrderBy(timing => timing.Time).ElementAt(timings.Count / 2);
    }
}
