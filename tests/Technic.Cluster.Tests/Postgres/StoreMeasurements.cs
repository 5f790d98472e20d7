using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Technic.Cluster.Grains;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Testing;
using Xunit.Abstractions;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>The figures of docs/cluster-storage.md; they are printed, and only what was read and written is asserted.</summary>
public sealed class StoreMeasurements(ITestOutputHelper output)
{
    private static readonly PriceHistory[] Histories = [.. Enumerable.Range(0, 5_000).Select(i => Bench.History($"S{i}_150_daily"))];

    [Fact]
    public async Task Five_thousand_histories_are_written_rewritten_and_read()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        await silo.Open("WARM_1_daily").SaveAsync(Bench.History("WARM_1_daily"), CancellationToken.None);
        await silo.Stores.FlushAsync(CancellationToken.None);

        await MeasureAsync("read, nothing stored", () => ReadAsync(silo, StoreOutcome.Missing));
        await MeasureAsync("first writes", () => SaveAsync(silo, TimeSpan.Zero));
        for (var i = 1; i <= 3; i++) await MeasureAsync("rewrites without a read before", () => SaveAsync(silo, TimeSpan.FromHours(i)));
        for (var i = 1; i <= 3; i++) await MeasureAsync("read and decoded", () => ReadAsync(silo, StoreOutcome.Found));
        await using var restarted = new Bench(silo.Options.ConnectionString);
        await MeasureAsync("read and decoded by a silo that just started", () => ReadAsync(restarted, StoreOutcome.Found));
        string[] keys = [.. Histories.Select(h => h.Key.ToString())];
        await MeasureAsync(
            "one query for all, not decoded", () => restarted.Table.ReadAsync(Bench.StateName, keys, CancellationToken.None));
        await MeasureAsync("counted", () => silo.Table.InfoAsync(Bench.StateName, CancellationToken.None));
        Assert.Equal(4 * 5_000 + 1, silo.Stores.Written);
    }

    [Fact]
    public async Task Five_thousand_histories_are_written_and_read_one_by_one_by_Orleans_own_provider()
    {
        using var silo = PostgresSiloTests.Silo(await (await PostgresServer.GetAsync()).CreateDatabaseAsync());
        await silo.StartAsync();
        var orleans = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        GrainState<PriceHistoryState>[] rows = [.. Histories.Select(h => new GrainState<PriceHistoryState>(new PriceHistoryState(h)))];

        await MeasureAsync("first writes, one statement each", () => Task.WhenAll(
            rows.Select((row, i) => orleans.WriteStateAsync(Bench.StateName, Bench.Grain(Histories[i].Key.ToString()), row))));
        for (var i = 1; i <= 3; i++)
        {
            await MeasureAsync("reads, one statement each", () => Task.WhenAll(
                rows.Select((row, n) => orleans.ReadStateAsync(Bench.StateName, Bench.Grain(Histories[n].Key.ToString()), row))));
        }

        Assert.All(rows, row => Assert.True(row.RecordExists));
        await silo.StopAsync();
    }

    private async Task MeasureAsync(string what, Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        output.WriteLine($"{clock.Elapsed.TotalMilliseconds,7:0} ms  {what}");
    }

    private static async Task ReadAsync(Bench silo, StoreOutcome expected)
    {
        var reads = await Task.WhenAll(
            Histories.Select(h => silo.Open(h.Key.ToString()).ReadAsync(h.Key, CancellationToken.None).AsTask()));
        Assert.Equal(Histories.Length, reads.Count(read => read.Outcome == expected));
    }

    private static async Task SaveAsync(Bench silo, TimeSpan later)
    {
        foreach (var h in Histories)
            await silo.Open(h.Key.ToString()).SaveAsync(h with { FetchedAt = h.FetchedAt + later }, CancellationToken.None);
        await silo.Stores.FlushAsync(CancellationToken.None);
    }
}
