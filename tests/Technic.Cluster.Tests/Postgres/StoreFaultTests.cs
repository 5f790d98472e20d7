using System.Diagnostics;
using Npgsql;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Testing;
using Xunit.Abstractions;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>A server that the tests of this class stop, restart and hang.</summary>
public sealed class PostgresToBreak : IAsyncLifetime
{
    public PostgresServer? Server { get; private set; }

    public async Task InitializeAsync() => Server = PostgresServer.IsInstalled ? await PostgresServer.StartPrivateAsync() : null;

    public async Task DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
    }
}

public sealed class StoreFaultTests(PostgresToBreak fixture, ITestOutputHelper output) : IClassFixture<PostgresToBreak>
{
    private const string Key = "AAPL_90_daily";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task A_server_that_is_stopped_costs_the_store_and_heals_when_it_is_back()
    {
        await using var bench = await BenchAsync();
        var store = bench.Open(Key);
        await SaveAsync(store, Bench.History(Key));
        await fixture.Server!.StopAsync();

        Assert.Equal(StoreRead.Unavailable, await ReadAsync(store));
        await SaveAsync(store, Bench.History(Key, bars: 3, Clocks.WednesdayEvening.AddHours(1)));
        Assert.Equal((1L, 1L), (bench.Stores.Written, bench.Stores.Failed));
        var warning = Assert.Single(bench.BreakerLog.Warnings);
        Assert.StartsWith(
            $"PostgreSQL is not reachable: nothing listens at 127.0.0.1:{fixture.Server.Port}.", warning, StringComparison.Ordinal);

        await fixture.Server.StartAsync();
        Assert.Equal(StoreRead.Unavailable, await ReadAsync(store));
        bench.Time.Advance(bench.Options.BreakDuration);
        Assert.Equal(104, (await ReadAsync(store)).History!.Bars.Count);
        await SaveAsync(store, Bench.History(Key, bars: 3, Clocks.WednesdayEvening.AddHours(1)));
        Assert.Equal(2, bench.Stores.Written);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_between_two_questions_is_not_noticed(bool crash)
    {
        await using var bench = await BenchAsync();
        string[] keys = [.. Enumerable.Range(0, 2_000).Select(i => $"S{i}_90_daily")];
        await SaveAllAsync(bench, keys);
        await Task.WhenAll(keys.Select(key => ReadAsync(bench.Open(key), key).AsTask()));

        if (crash) await fixture.Server!.StopAsync();
        else await fixture.Server!.StopFastAsync();
        await fixture.Server.StartAsync();
        var reads = await Task.WhenAll(keys.Select(key => ReadAsync(bench.Open(key), key).AsTask()));
        await SaveAllAsync(bench, keys, Clocks.WednesdayEvening.AddHours(1));

        Assert.Empty(bench.BreakerLog.Warnings);
        AssertAll(reads, StoreOutcome.Found);
        Assert.Equal((4_000L, 0L), (bench.Stores.Written, bench.Stores.Failed));
    }

    [SkippableFact]
    public async Task A_server_that_hangs_costs_five_thousand_keys_one_timeout_a_pause_and_heals()
    {
        await using var patient = await BenchAsync();
        await using var bench = await BenchAsync(Impatient(patient.Options.ConnectionString));
        string[] keys = [.. Enumerable.Range(0, 5_000).Select(i => $"S{i}_90_daily")];
        await SaveAllAsync(patient, keys);
        fixture.Server!.Suspend();
        try
        {
            await InOneTimeoutAsync("5,000 reads of a hung server", () => ReadAllAsync(bench, keys, StoreOutcome.Unavailable));
            Assert.StartsWith(
                $"PostgreSQL at 127.0.0.1:{fixture.Server.Port} did not answer within 2 s.", Assert.Single(bench.BreakerLog.Warnings),
                StringComparison.Ordinal);

            await InOneTimeoutAsync("5,000 more reads and writes while the breaker is open", async () =>
            {
                await ReadAllAsync(bench, keys, StoreOutcome.Unavailable);
                await SaveAllAsync(bench, keys, Clocks.WednesdayEvening.AddHours(1));
            });
            Assert.Equal((0L, 5_000L), (bench.Stores.Written, bench.Stores.Failed));

            bench.Time.Advance(bench.Options.BreakDuration);
            await InOneTimeoutAsync(
                "5,000 reads, one of which probes the hung server", () => ReadAllAsync(bench, keys, StoreOutcome.Unavailable));
        }
        finally
        {
            fixture.Server.Resume();
        }

        await HealAsync(bench, async () => Array.TrueForAll(await ReadAllAsync(bench, keys), read => read.Outcome == StoreOutcome.Found));
    }

    [SkippableFact]
    public async Task A_server_that_hangs_under_a_write_loses_that_write_and_takes_the_next()
    {
        await using var patient = await BenchAsync();
        await SaveAsync(patient.Open(Key), Bench.History(Key));
        await using var bench = await BenchAsync(Impatient(patient.Options.ConnectionString));
        var store = bench.Open(Key);
        await HealAsync(bench, async () => (await ReadAsync(store)).Outcome == StoreOutcome.Found);
        fixture.Server!.Suspend();
        try
        {
            await SaveAsync(store, Bench.History(Key, bars: 3, Clocks.WednesdayEvening.AddHours(1)));
            Assert.Equal((0L, 1L), (bench.Stores.Written, bench.Stores.Failed));
        }
        finally
        {
            fixture.Server.Resume();
        }

        await HealAsync(bench, async () =>
        {
            await SaveAsync(store, Bench.History(Key, bars: 4, Clocks.WednesdayEvening.AddHours(2)));
            return (await ReadAsync(store)).History?.Bars.Count == 4;
        });
    }

    [SkippableFact]
    public async Task A_server_that_came_back_between_the_read_and_the_write_takes_the_write()
    {
        await using var bench = await BenchAsync();
        var store = bench.Open(Key);
        await fixture.Server!.StopAsync();
        Assert.Equal(StoreRead.Unavailable, await ReadAsync(store));
        await fixture.Server.StartAsync();
        bench.Time.Advance(bench.Options.BreakDuration);

        await SaveAsync(store, Bench.History(Key));

        Assert.Equal(1, bench.Stores.Written);
        Assert.Equal(StoreOutcome.Found, (await ReadAsync(store)).Outcome);
    }

    [SkippableFact]
    public async Task A_database_that_takes_no_writes_is_still_read()
    {
        await using var bench = await BenchAsync();
        var store = bench.Open(Key);
        await SaveAsync(store, Bench.History(Key));
        await PostgresServer.RunSqlAsync(
            bench.Options.ConnectionString, $"ALTER DATABASE {bench.Database.Name} SET default_transaction_read_only = on");
        bench.Database.Source.Clear();

        await SaveAsync(store, Bench.History(Key, bars: 3, Clocks.WednesdayEvening.AddHours(1)));
        await SaveAsync(store, Bench.History(Key, bars: 4, Clocks.WednesdayEvening.AddHours(2)));

        Assert.Equal((1L, 2L), (bench.Stores.Written, bench.Stores.Failed));
        Assert.Contains(
            $"PostgreSQL at 127.0.0.1:{fixture.Server!.Port} is read-only now: is it a standby?", Assert.Single(bench.StoresLog.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(104, (await ReadAsync(store)).History!.Bars.Count);
        Assert.Empty(bench.BreakerLog.Warnings);

        await PostgresServer.RunSqlAsync(
            bench.Options.ConnectionString + ";Options=-c default_transaction_read_only=off",
            $"ALTER DATABASE {bench.Database.Name} RESET default_transaction_read_only");
        bench.Database.Source.Clear();
        bench.Time.Advance(bench.Options.BreakDuration);
        await SaveAsync(store, Bench.History(Key, bars: 5, Clocks.WednesdayEvening.AddHours(3)));
        Assert.Equal(5, (await ReadAsync(store)).History!.Bars.Count);
    }

    [SkippableFact]
    public async Task A_table_that_somebody_dropped_costs_the_store_and_is_named()
    {
        await using var bench = await BenchAsync();
        await PostgresServer.RunSqlAsync(bench.Options.ConnectionString, "DROP TABLE technic_grain_state");

        Assert.Equal(StoreRead.Unavailable, await ReadAsync(bench.Open(Key)));

        Assert.Contains(
            "lacks Technic's tables: restart a silo to have them created.", Assert.Single(bench.BreakerLog.Warnings),
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Counting_a_table_of_a_server_that_is_stopped_fails_with_one_sentence()
    {
        await using var bench = await BenchAsync();
        await fixture.Server!.StopAsync();

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(() => bench.Table.InfoAsync(Bench.StateName, CancellationToken.None));

        Assert.DoesNotContain('\n', problem.Message);
        Assert.Contains("PostgreSQL", problem.Message, StringComparison.Ordinal);
        await fixture.Server.StartAsync();
    }

    /// <param name="database">The connection string; a new database without one.</param>
    /// <param name="isPatient">Whether no load of the machine makes a statement late; otherwise one is given up after 2 s.</param>
    private async Task<Bench> BenchAsync(string? database = null, bool isPatient = true)
    {
        Skip.If(fixture.Server is null, PostgresServer.NoPrivateServer);
        var options = new PostgresOptions { WriteTimeout = TimeSpan.FromSeconds(2), ReadBatch = 64 };
        return await Bench.OnNewDatabaseAsync(database ?? await fixture.Server!.CreateDatabaseAsync(isPatient: isPatient), options);
    }

    /// <summary>Moves the clock from pause to pause until the store works again.</summary>
    private static async Task HealAsync(Bench bench, Func<Task<bool>> works)
    {
        var patience = Stopwatch.StartNew();
        do
        {
            Assert.True(patience.Elapsed < Patience, "The store does not work again.");
            bench.Time.Advance(bench.Options.BreakDuration);
        }
        while (!await works());
    }

    /// <summary>
    /// Does what may cost one timeout of 2 s, however many keys it is about. A timeout a batch would be 78 of them, four at a time: 40 s at
    /// least. The limit lies between, and far from what a loaded machine needs.
    /// </summary>
    private async Task InOneTimeoutAsync(string what, Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action();
        output.WriteLine($"{what}: {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{what} took {clock.Elapsed}.");
    }

    private static string Impatient(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 2 }.ConnectionString;

    private static async Task ReadAllAsync(Bench bench, string[] keys, StoreOutcome expected) =>
        AssertAll(await ReadAllAsync(bench, keys), expected);

    private static Task<StoreRead[]> ReadAllAsync(Bench bench, string[] keys) =>
        Task.WhenAll(keys.Select(key => ReadAsync(bench.Open(key), key).AsTask()));

    private static void AssertAll(StoreRead[] reads, StoreOutcome expected) =>
        Assert.Equal(reads.Length, reads.Count(read => read.Outcome == expected));

    private static ValueTask<StoreRead> ReadAsync(GrainHistoryStore store, string key = Key) =>
        store.ReadAsync(PriceHistoryKey.Parse(key), CancellationToken.None);

    private static async Task SaveAsync(GrainHistoryStore store, PriceHistory history)
    {
        await store.SaveAsync(history, CancellationToken.None);
        await store.FlushAsync(CancellationToken.None);
    }

    private static async Task SaveAllAsync(Bench bench, string[] keys, DateTimeOffset? fetchedAt = null)
    {
        foreach (var key in keys) await bench.Open(key).SaveAsync(Bench.History(key, fetchedAt: fetchedAt), CancellationToken.None);
        await bench.Stores.FlushAsync(CancellationToken.None);
    }
}
