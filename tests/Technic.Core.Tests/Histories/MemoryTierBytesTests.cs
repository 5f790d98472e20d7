using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;
using Technic.Testing;
using Xunit.Abstractions;

namespace Technic.Core.Tests.Histories;

/// <summary>Whether L1 uses the memory that it counts. Nothing else may run, because the whole heap is measured.</summary>
[Collection(nameof(AloneCollection))]
public class MemoryTierBytesTests(ITestOutputHelper output)
{
    private const int Symbols = 5_000;
    private static readonly DateTimeOffset Now = Clocks.WednesdayEvening;

    [Theory]
    [InlineData(104, 0.95)] // 150 calendar days
    [InlineData(252, 0.96)]
    [InlineData(5, 0.88)]
    [InlineData(0, 0.10)] // no bars: there is never a row, which is counted all the same
    public void The_heap_grows_by_hardly_less_than_the_bytes_counted_and_never_by_more(int bars, double least)
    {
        var tier = new HistoryMemory(new MarketClock(new FakeTimeProvider(Now)), new MemoryTierOptions(1L << 40));
        Fill(tier, 10, bars, "W");
        tier.Clear();

        var before = GC.GetTotalMemory(forceFullCollection: true);
        Fill(tier, Symbols, bars, "S");
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine(
            $"{bars} bars: {taken / Symbols:N0} bytes an entry, {tier.Bytes / Symbols:N0} counted, ratio {(double)taken / tier.Bytes:F3}");
        Assert.Equal(Symbols, tier.Count);
        Assert.InRange((double)taken / tier.Bytes, least, 1.0);
    }

    private static void Fill(HistoryMemory tier, int symbols, int bars, string prefix)
    {
        for (var i = 0; i < symbols; i++)
        {
            var key = new PriceHistoryKey(Symbol.Parse($"{prefix}{i}"), 150, Frequency.Daily);
            var history = new PriceHistory(key, Bars(bars), Now, "scripted");
            var entry = tier.Put(history, tier.Generation)!;
            if (bars > 0) entry.Computed = SymbolEvaluator.Evaluate(history);
        }
    }

    private static BarSeries Bars(int bars)
    {
        var values = new double[bars * BarSeries.ValueColumns];
        for (var i = 0; i < values.Length; i++) values[i] = 100 + (i % 7);
        return BarSeries.FromColumns(
            [.. Enumerable.Range(0, bars).Select(day => BarTime.OfDay(new DateOnly(2025, 1, 1).AddDays(day)).Minutes)], values);
    }
}

/// <summary>Tests that run while no other test runs.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public class AloneCollection;
