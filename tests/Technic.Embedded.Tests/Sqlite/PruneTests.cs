using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;
using static Technic.Embedded.Tests.Sqlite.Histories;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>The pruning of the file removes unused data and releases its space, without delaying other operations.</summary>
public sealed class PruneTests : IAsyncLifetime
{
    private const int Symbols = 500;

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    private static PriceHistory[] Replays(int day, DateTimeOffset? fetchedAt = null) =>
    [
        .. Many(Symbols).Select(history => history with
        {
            Key = history.Key with { Replay = new DateOnly(2026, 7, day) }, FetchedAt = fetchedAt ?? FetchedAt,
        }),
    ];

    [Fact]
    public async Task Old_replays_go_with_their_space_and_the_rest_stays()
    {
        var store = _folder.Open(options: new SqliteHistoryStoreOptions { KeepBytes = null, ReplayLife = null });
        foreach (var day in new[] { 1, 2, 3 }) await store.WriteAsync(Replays(day), None);
        await store.WriteAsync(Many(10), None);
        await store.WriteDocumentAsync("day/2026-07-01", new StoredDocument(new byte[1_000], FetchedAt), None);
        _folder.Clock.Advance(TimeSpan.FromDays(8));
        await store.WriteAsync(Replays(3, FetchedAt.AddDays(8)), None);

        var dry = await store.PruneAsync(new PruneRules { IsDryRun = true }, None);
        var untouched = await store.InfoAsync(None);
        var pruned = await store.PruneAsync(new PruneRules(), None);
        var after = await store.InfoAsync(None);

        Assert.Equal((2L * Symbols, 2L * Symbols), (dry.Replays, pruned.Replays));
        Assert.Equal((Symbols + 10L, 1L), (after.Sources[0].Keys, after.Sources[0].Days));
        Assert.Equal((3 * Symbols) + 10, untouched.Sources[0].Keys);
        Assert.Equal((after.Bytes, true), (pruned.BytesAfter, pruned.BytesAfter < pruned.BytesBefore / 2));
        Assert.InRange(dry.BytesAfter, after.Bytes * 0.7, after.Bytes * 1.3);
        Assert.Equal(StoreOutcome.Found, (await store.ReadAsync(Replays(3)[0].Key)).Outcome);
        Assert.Equal(StoreOutcome.Missing, (await store.ReadAsync(Replays(1)[0].Key)).Outcome);
        Assert.Equal(new StorePruning(0, 0, 0, 0, 0, after.Bytes, after.Bytes), await store.PruneAsync(new PruneRules(), None));
    }

    [Fact]
    public async Task A_limit_holds_afterwards_and_replays_go_before_others()
    {
        var store = _folder.Open();
        await store.WriteAsync([.. Replays(1), .. Replays(2), .. Many(Symbols)], None);
        const long Limit = 4 << 20;

        var pruned = await store.PruneAsync(new PruneRules { MaxBytes = Limit }, None);

        Assert.InRange(pruned.BytesAfter, Limit / 2, Limit);
        Assert.Equal(pruned.Keys, pruned.OverLimit);
        Assert.Equal(
            Symbols,
            (await store.ReadAsync([.. Many(Symbols).Select(history => history.Key)], None)).Count(read => read.History is not null));
    }

    [Fact]
    public async Task Days_go_only_when_asked()
    {
        var store = _folder.Open();
        foreach (var day in new[] { "day/2026-06-30", "day/2026-07-01", "day/2026-07-02", "splits" })
            await store.WriteDocumentAsync(day, new StoredDocument(new byte[1_000], FetchedAt), None);

        Assert.Equal(0, (await store.PruneAsync(new PruneRules { MaxBytes = 1 }, None)).Days);
        Assert.Equal(1, (await store.PruneAsync(new PruneRules { DaysBefore = new DateOnly(2026, 7, 1) }, None)).Days);

        Assert.Equal(
            ["day/2026-07-01", "day/2026-07-02", "splits"], (await store.ListDocumentsAsync("", None))!.Select(entry => entry.Name));
    }

    [Fact]
    public async Task Once_a_day_the_first_write_begins_the_pruning_of_old_replays_in_the_background()
    {
        await using (var first = _folder.Open())
        {
            await first.WriteAsync(Replays(1), None);
            await first.MaintenanceAsync();
        }
        _folder.Clock.Advance(TimeSpan.FromDays(8));
        var store = _folder.Open();
        await store.WriteAsync(Many(1), None);
        await store.MaintenanceAsync();

        Assert.Equal(1, (await store.InfoAsync(None)).Sources[0].Keys);
        Assert.True(new FileInfo(_folder.DatabasePath).Length < 1_000_000, "The pages of the removed rows are still in the file.");
    }

    [Fact]
    public async Task Another_process_does_not_prune_again_on_the_same_day()
    {
        await using (var first = _folder.Open())
        {
            await first.WriteAsync(Many(1), None);
            await first.MaintenanceAsync();
        }
        var old = Replays(1, FetchedAt.AddDays(-30));
        var store = _folder.Open();
        await store.WriteAsync(old, None);
        await store.MaintenanceAsync();

        Assert.Equal(StoreOutcome.Found, (await store.ReadAsync(old[0].Key)).Outcome);
        _folder.Clock.Advance(TimeSpan.FromDays(1));
        await store.WriteAsync(Many(1, first: 1), None);
        await store.MaintenanceAsync();
        Assert.Equal(StoreOutcome.Missing, (await store.ReadAsync(old[0].Key)).Outcome);
    }

    [Fact]
    public async Task A_store_that_grows_over_its_limit_loses_its_oldest_histories_in_the_background()
    {
        var options = new SqliteHistoryStoreOptions { KeepBytes = 2 << 20, ReplayLife = null };
        var store = _folder.Open(options: options);
        await store.WriteAsync([.. Many(2 * Symbols).Select(history => history with { FetchedAt = FetchedAt.AddDays(-2) })], None);
        await store.MaintenanceAsync();
        _folder.Clock.Advance(TimeSpan.FromDays(1));
        await store.WriteAsync(Many(1, first: 2 * Symbols), None);
        await store.MaintenanceAsync();

        Assert.InRange((await store.InfoAsync(None)).Sources[0].Bytes, 1 << 20, 2 << 20);
        Assert.Equal(StoreOutcome.Found, (await store.ReadAsync(Key(2 * Symbols))).Outcome);
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_gives_its_space_back_when_it_is_pruned()
    {
        _folder.Execute("""
            CREATE TABLE store (id TEXT NOT NULL) STRICT;
            INSERT INTO store VALUES ('5f0c');
            CREATE TABLE history (
                source TEXT NOT NULL, key TEXT NOT NULL, fetched_at INTEGER NOT NULL, bars INTEGER NOT NULL, payload BLOB NOT NULL,
                PRIMARY KEY (source, key)) STRICT;
            CREATE TABLE document (
                source TEXT NOT NULL, name TEXT NOT NULL, fetched_at INTEGER NOT NULL, payload BLOB NOT NULL,
                PRIMARY KEY (source, name)) STRICT;
            PRAGMA user_version = 1
            """);
        var store = _folder.Open();
        await store.WriteAsync(Replays(1, FetchedAt.AddDays(-30)), None);
        await store.MaintenanceAsync();

        var pruned = await store.PruneAsync(new PruneRules(), None);

        Assert.True(pruned.BytesAfter < 100_000, $"{pruned.BytesBefore:N0} bytes became {pruned.BytesAfter:N0}");
    }

    [Fact]
    public void Limits_out_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _folder.Open(options: new SqliteHistoryStoreOptions { KeepBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _folder.Open(options: new SqliteHistoryStoreOptions { ReplayLife = TimeSpan.Zero }));
    }
}
