using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;
using static Technic.Embedded.Tests.Sqlite.Histories;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>Another program locks the file of the store during a load.</summary>
public sealed class LockedStoreTests
{
    private const int Symbols = 100;

    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("BEGIN EXCLUSIVE")]
    public async Task A_store_that_is_locked_during_a_load_has_every_day_once_it_is_free(string begin)
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(1));
        using (var other = Lock(test.Folder, begin))
        {
            Assert.Equal(Symbols, (await test.ScanAsync(Request(Symbols))).Summary.Ranked);
            Assert.Equal(0, (await test.ScanAsync(Request(Symbols, days: 80))).Summary.ProviderRequests);
        }
        await LetPassUntilAsync(test.Engine.FlushAsync(None), test.Time.Advance);
        await test.RestartAsync();

        var again = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Symbols, 0), (again.Summary.Ranked, again.Summary.ProviderRequests));
    }

    [Fact]
    public async Task A_shutdown_waits_for_a_store_that_is_locked_for_some_seconds_only()
    {
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(1));
        var other = Lock(test.Folder, "BEGIN IMMEDIATE");
        await test.ScanAsync(Request(Symbols));

        var restart = test.RestartAsync();
        Assert.False(restart.IsCompleted);
        other.Dispose();
        // Less than the limit of a shutdown, and more than the pause of the store after a failure.
        for (var second = 0; second < 9 && !restart.IsCompleted; second++)
        {
            await Task.WhenAny(restart, Task.Delay(50));
            test.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await restart;

        Assert.Equal(0, (await test.ScanAsync(Request(Symbols))).Summary.ProviderRequests);
    }

    [Fact]
    public async Task A_lock_of_two_and_a_half_seconds_of_real_time_costs_no_document_and_no_row()
    {
        using var folder = new Technic.Testing.TemporaryFolder();
        await using var store = new SqliteHistoryStore(folder.Path, Source, TimeProvider.System, NullLogger<SqliteHistoryStore>.Instance);
        await store.WriteAsync(Many(1), None);
        await using (var writer = new WriteBehind(store, new WriteBehindOptions(), TimeProvider.System, NullLogger<WriteBehind>.Instance))
        {
            var documents = new BufferedDocumentStore(store, writer);
            var release = ReleaseAsync(Lock(folder.Path, "BEGIN EXCLUSIVE"), TimeSpan.FromSeconds(2.5));
            for (var day = 1; day <= 61; day++)
                await documents.WriteDocumentAsync($"day/{day:D2}", new StoredDocument(new byte[160_000], FetchedAt), None);
            foreach (var history in Many(600)) await writer.EnqueueAsync(history, None);
            Assert.Equal(61, (await documents.ListDocumentsAsync("day/", None))!.Count);
            await release;
        }

        Assert.Equal(61, (await store.ListDocumentsAsync("day/", None))!.Count);
        Assert.Equal((600, 61), ((await store.InfoAsync(None)).Sources[0].Keys, (await store.InfoAsync(None)).Sources[0].Days));
    }

    [Fact]
    public async Task A_process_whose_first_look_into_the_store_fails_requests_only_the_days_it_asked_for_before_the_next_look()
    {
        const int quota = 5, atATime = 12;
        await using var test = await StartAsync(MarketOf(Symbols, Monday), Monday);
        await test.ScanAsync(Request(Symbols));
        await test.RestartAsync(options => options with { RequestsPerMinute = quota });
        var (before, other) = (test.GroupedRequests, LockForReaders(test.Folder));

        var scan = test.ScanAsync(Request(Symbols));
        await LetPassUntilAsync(UntilAsync(() => test.GroupedRequests > before), test.Time.Advance);
        other.Dispose();
        await LetPassUntilAsync(scan, test.Time.Advance);

        Assert.Equal(Symbols, (await scan).Summary.Ranked);
        // Those of the first minute, and those that already waited for the quota when the store answered: the window has 62 sessions.
        Assert.InRange(test.GroupedRequests - before, 1, quota + atATime);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(10);
    }

    /// <summary>A lock that also keeps readers out.</summary>
    private static SqliteConnection LockForReaders(string folder)
    {
        var connection = Lock(folder, "PRAGMA locking_mode = EXCLUSIVE");
        connection.Execute("BEGIN EXCLUSIVE");
        return connection;
    }

    private static async Task ReleaseAsync(SqliteConnection connection, TimeSpan after)
    {
        await Task.Delay(after);
        await connection.DisposeAsync();
    }

    private static SqliteConnection Lock(string folder, string begin)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, SqliteHistoryStore.FileName)};Pooling=False");
        connection.Open();
        connection.Execute(begin);
        return connection;
    }

    private static async Task LetPassUntilAsync(Task task, Action<TimeSpan> advance)
    {
        var watch = Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "The condition was not met in time.");
            await Task.WhenAny(task, Task.Delay(50));
            advance(TimeSpan.FromSeconds(1));
        }
        await task;
    }
}
