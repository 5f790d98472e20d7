using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

public sealed class GrainHistoryStoreTests
{
    private const string Key = "AAPL_90_daily";
    private static readonly DateTimeOffset Earlier = Clocks.WednesdayEvening.AddHours(-1);
    private static readonly DateTimeOffset Later = Clocks.WednesdayEvening.AddHours(1);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ListLogger<GrainHistoryStores> _log = new();
    private readonly HeldStorage _storage = new();

    [Fact]
    public async Task A_history_saved_on_one_silo_is_found_on_another()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        await using var other = new Bench(silo.Options.ConnectionString);
        var store = silo.Open(Key);
        Assert.Equal(StoreOutcome.Missing, (await ReadAsync(store)).Outcome);
        await store.SaveAsync(Bench.History(Key), CancellationToken.None);
        await store.FlushAsync(CancellationToken.None);

        var read = await ReadAsync(other.Open(Key));

        Assert.Equal(PriceHistoryCodec.Encode(Bench.History(Key)), PriceHistoryCodec.Encode(read.History!));
        Assert.Equal((0L, 1L, 0L), (silo.Stores.Queued, silo.Stores.Written, silo.Stores.Failed));
    }

    [Fact]
    public async Task A_history_that_was_saved_without_a_read_before_finds_its_version_by_itself()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        await SaveAsync(silo.Open(Key), Bench.History(Key, fetchedAt: Earlier));

        var fresh = silo.Open(Key);
        await SaveAsync(fresh, Bench.History(Key, bars: 7));
        await SaveAsync(fresh, Bench.History(Key, bars: 8, Later));

        Assert.Equal(8, (await ReadAsync(silo.Open(Key))).History!.Bars.Count);
        Assert.Equal(3, await PostgresServer.RunSqlAsync(silo.Options.ConnectionString, "SELECT version FROM technic_grain_state"));
    }

    [Fact]
    public async Task A_second_activation_that_wrote_meanwhile_is_overwritten_by_what_is_later()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        await using var other = new Bench(silo.Options.ConnectionString);
        var (mine, theirs) = (silo.Open(Key), other.Open(Key));
        await ReadAsync(mine);
        await ReadAsync(theirs);
        await SaveAsync(theirs, Bench.History(Key, bars: 1));

        await SaveAsync(mine, Bench.History(Key, bars: 2, Later));

        Assert.Equal(2, (await ReadAsync(theirs)).History!.Bars.Count);
        Assert.Equal((1L, 0L), (silo.Stores.Written, silo.Stores.Failed));
    }

    [Fact]
    public async Task A_row_that_was_removed_from_the_table_is_written_anew()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        var store = silo.Open(Key);
        await SaveAsync(store, Bench.History(Key, fetchedAt: Earlier));
        await PostgresServer.RunSqlAsync(silo.Options.ConnectionString, "DELETE FROM technic_grain_state");

        await SaveAsync(store, Bench.History(Key, bars: 8, Later));

        Assert.Equal(8, (await ReadAsync(silo.Open(Key))).History!.Bars.Count);
        Assert.Equal((2L, 0L), (silo.Stores.Written, silo.Stores.Failed));
    }

    [Fact]
    public async Task A_second_activation_that_wrote_something_later_keeps_it()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        await using var other = new Bench(silo.Options.ConnectionString);
        var (mine, theirs) = (silo.Open(Key), other.Open(Key));
        await ReadAsync(mine);
        await SaveAsync(theirs, Bench.History(Key, bars: 1, Later));

        await SaveAsync(mine, Bench.History(Key, bars: 2));

        Assert.Equal(1, (await ReadAsync(mine)).History!.Bars.Count);
        Assert.Equal((1L, 0L), (silo.Stores.Written, silo.Stores.Failed));
    }

    [Fact]
    public async Task A_damaged_row_is_read_as_damaged_and_written_anew()
    {
        await using var silo = await Bench.OnNewDatabaseAsync();
        var store = silo.Open(Key);
        await SaveAsync(store, Bench.History(Key));
        await PostgresServer.RunSqlAsync(
            silo.Options.ConnectionString,
            "UPDATE technic_grain_state SET payload = set_byte(payload, 100, get_byte(payload, 100) # 1), version = version + 1");

        Assert.Equal(StoreRead.Damaged, await ReadAsync(store));
        await SaveAsync(store, Bench.History(Key));
        Assert.Equal(StoreOutcome.Found, (await ReadAsync(store)).Outcome);
    }

    [Fact]
    public async Task Saving_returns_before_the_store_has_it_and_reading_finds_it_already()
    {
        var hold = new TaskCompletionSource();
        _storage.HoldWrites = () => hold.Task;
        var stores = Stores();
        var store = stores.Open(Bench.Grain(Key));

        await store.SaveAsync(Bench.History(Key, bars: 3), CancellationToken.None);

        Assert.Equal(3, (await ReadAsync(store)).History!.Bars.Count);
        Assert.Equal(1, stores.Queued);
        Assert.False(store.FlushAsync(CancellationToken.None).IsCompleted);
        hold.SetResult();
        await stores.FlushAsync(CancellationToken.None);
        Assert.Equal((0L, 1L), (stores.Queued, stores.Written));
    }

    [Fact]
    public async Task Of_many_histories_saved_in_a_row_the_latest_is_stored()
    {
        var hold = new TaskCompletionSource();
        _storage.HoldWrites = () => hold.Task;
        var stores = Stores();
        var store = stores.Open(Bench.Grain(Key));

        for (var i = 1; i <= 100; i++) await store.SaveAsync(Bench.History(Key, bars: i, Earlier.AddSeconds(i)), CancellationToken.None);
        await store.SaveAsync(Bench.History(Key, bars: 200, Earlier), CancellationToken.None);
        hold.SetResult();
        await stores.FlushAsync(CancellationToken.None);

        Assert.InRange(_storage.Writes, 1, 2);
        Assert.Equal(100, (await ReadAsync(Stores().Open(Bench.Grain(Key)))).History!.Bars.Count);
    }

    [Fact]
    public async Task Saving_waits_while_the_queue_of_the_silo_is_full()
    {
        var hold = new TaskCompletionSource();
        _storage.HoldWrites = () => hold.Task;
        var stores = Stores(capacity: 2);
        await stores.Open(Bench.Grain("A_90_daily")).SaveAsync(Bench.History("A_90_daily"), CancellationToken.None);
        await stores.Open(Bench.Grain("B_90_daily")).SaveAsync(Bench.History("B_90_daily"), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();

        var third = stores.Open(Bench.Grain("C_90_daily")).SaveAsync(Bench.History("C_90_daily"), CancellationToken.None).AsTask();
        var fourth = stores.Open(Bench.Grain("D_90_daily")).SaveAsync(Bench.History("D_90_daily"), cancellation.Token).AsTask();
        Assert.False(third.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
        hold.SetResult();
        await third;
        await stores.FlushAsync(CancellationToken.None);

        Assert.Equal(3, stores.Written);
    }

    [Fact]
    public async Task Writes_that_fail_are_counted_and_logged_once_a_minute_and_the_next_one_is_tried_again()
    {
        _storage.RefuseWrites = () => new HistoryStoreException("The disk is full.");
        var stores = Stores();
        var store = stores.Open(Bench.Grain(Key));

        for (var i = 0; i < 10; i++) await SaveAsync(store, Bench.History(Key, fetchedAt: Earlier.AddSeconds(i)));
        Assert.Equal(
            ["Histories that were not stored and will be fetched again when they are needed: 1. The disk is full."], _log.Warnings);
        _time.Advance(TimeSpan.FromMinutes(1));
        await SaveAsync(store, Bench.History(Key, fetchedAt: Later));
        Assert.Equal(
            "Histories that were not stored and will be fetched again when they are needed: 10. The disk is full.", _log.Warnings[^1]);
        Assert.Equal((0L, 11L), (stores.Written, stores.Failed));

        _storage.RefuseWrites = () => null;
        await SaveAsync(store, Bench.History(Key, fetchedAt: Later));
        Assert.Equal(1, stores.Written);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_not_written_twice()
    {
        var stores = Stores();
        var store = stores.Open(Bench.Grain(Key));
        var history = Bench.History(Key);
        await SaveAsync(store, history);
        var blind = stores.Open(Bench.Grain(Key));

        await SaveAsync(blind, history);

        Assert.Equal(1, _storage.Writes);
        Assert.Equal((2L, 0L), (stores.Written, stores.Failed));
    }

    [Fact]
    public async Task Versions_that_never_settle_end_as_a_failure()
    {
        _storage.RefuseWrites = () => new InconsistentStateException("Another version is stored.");
        var stores = Stores();

        await SaveAsync(stores.Open(Bench.Grain(Key)), Bench.History(Key));

        Assert.Equal((0L, 1L), (stores.Written, stores.Failed));
        Assert.Equal(3, _storage.Writes);
    }

    [Fact]
    public async Task A_storage_that_fails_unexpectedly_is_unavailable_and_says_so_once_a_minute()
    {
        _storage.RefuseReads = () => new InvalidOperationException("A defect.");
        var stores = Stores();

        for (var i = 0; i < 10; i++) Assert.Equal(StoreRead.Unavailable, await ReadAsync(stores.Open(Bench.Grain(Key))));

        Assert.Equal(["The grain storage failed unexpectedly, times: 1"], _log.Warnings);
    }

    [Fact]
    public async Task After_a_failed_read_nothing_is_written_until_a_read_succeeds()
    {
        _storage.RefuseReads = () => new HistoryStoreException("Nobody answers.");
        var stores = Stores();
        var store = stores.Open(Bench.Grain(Key));
        Assert.Equal(StoreRead.Unavailable, await ReadAsync(store));

        await SaveAsync(store, Bench.History(Key));
        Assert.Equal((0, 1L), (_storage.Writes, stores.Failed));

        _storage.RefuseReads = () => null;
        await SaveAsync(store, Bench.History(Key));
        Assert.Equal((1, 1L), (_storage.Writes, stores.Written));
    }

    [Fact]
    public async Task While_the_breaker_is_open_the_storage_is_not_asked()
    {
        var breaker = new StoreBreaker(TimeSpan.FromSeconds(5), _time, new ListLogger<StoreBreaker>());
        var stores = new GrainHistoryStores(_storage, Bench.StateName, breaker, 100, _time, _log);
        var store = stores.Open(Bench.Grain(Key));
        await ReadAsync(store);
        breaker.TryEnter(out var entry);
        breaker.Failed(entry, "It hangs.");

        Assert.Equal(StoreRead.Unavailable, await ReadAsync(store));
        await SaveAsync(store, Bench.History(Key));

        Assert.Equal((1, 0), (_storage.Reads, _storage.Writes));
        Assert.Equal(["Histories that were not stored and will be fetched again when they are needed: 1. It hangs."], _log.Warnings);
    }

    [Fact]
    public async Task A_store_answers_for_its_own_key_only()
    {
        var store = Stores().Open(Bench.Grain(Key));

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.ReadAsync(PriceHistoryKey.Parse("MSFT_90_daily"), CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.SaveAsync(Bench.History("MSFT_90_daily"), CancellationToken.None));
        Assert.Throws<FormatException>(() => Stores().Open(Bench.Grain("AAPL")));
    }

    private GrainHistoryStores Stores(int capacity = 100) => new(_storage, Bench.StateName, store: null, capacity, _time, _log);

    private static ValueTask<StoreRead> ReadAsync(GrainHistoryStore store) =>
        store.ReadAsync(PriceHistoryKey.Parse(Key), CancellationToken.None);

    private static async Task SaveAsync(GrainHistoryStore store, PriceHistory history)
    {
        await store.SaveAsync(history, CancellationToken.None);
        await store.FlushAsync(CancellationToken.None);
    }
}
