using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>Histories to store, and assertions about the ones read back.</summary>
internal static class Histories
{
    public const string Source = "synthetic-42";

    public static readonly DateTimeOffset FetchedAt = new(2026, 8, 3, 20, 30, 0, TimeSpan.Zero);

    public static PriceHistoryKey Key(int number) => PriceHistoryKey.Parse($"S{number:D4}_150_daily");

    public static PriceHistory Of(PriceHistoryKey key, int bars = 104)
    {
        var random = new Random(key.ToString().Sum(c => c));
        int[] times = [.. Enumerable.Range(20_000, bars).Select(day => day * 1440)];
        double[] values = [.. Enumerable.Range(0, bars * BarSeries.ValueColumns).Select(_ => 1 + (random.NextDouble() * 1_000))];
        return new PriceHistory(key, BarSeries.FromColumns(times, values), FetchedAt, Source);
    }

    public static PriceHistory Of(string key, int bars = 104) => Of(PriceHistoryKey.Parse(key), bars);

    public static PriceHistory[] Many(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(i => Of(Key(i)))];

    public static void AssertFound(PriceHistory expected, StoreRead read)
    {
        Assert.Equal(StoreOutcome.Found, read.Outcome);
        Assert.Equal(expected.Key, read.History!.Key);
        Assert.Equal(expected.FetchedAt, read.History.FetchedAt);
        Assert.Equal(expected.Source, read.History.Source);
        Assert.Equal(expected.Bars.Times, read.History.Bars.Times);
        for (var column = 0; column < BarSeries.ValueColumns; column++)
            Assert.Equal(expected.Bars.Column(column), read.History.Bars.Column(column));
    }
}
