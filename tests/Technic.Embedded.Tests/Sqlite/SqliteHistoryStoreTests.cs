using System.Diagnostics;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Embedded.Sqlite;
using Xunit.Abstractions;
using static Technic.Embedded.Tests.Sqlite.Histories;

namespace Technic.Embedded.Tests.Sqlite;

public sealed class SqliteHistoryStoreTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    [Fact]
    public async Task What_was_written_is_read_after_a_restart()
    {
        PriceHistory[] histories =
        [
            Of("AAPL_90_daily"), Of("BRK.B_30_intraday", bars: 2_000), Of("BACpL_90_daily", bars: 1), Of("GONE_90_daily", bars: 0),
        ];
        await _folder.FillAsync(histories);

        var reads = await _folder.Open().ReadAsync([.. histories.Select(h => h.Key)], None);

        Assert.Equal(histories.Length, reads.Count);
        for (var i = 0; i < histories.Length; i++) AssertFound(histories[i], reads[i]);
    }

    [Fact]
    public async Task Five_thousand_keys_are_one_question_answered_in_its_order()
    {
        var histories = Many(5_000);
        await _folder.FillAsync(histories);
        var store = _folder.Open();
        PriceHistoryKey[] keys = [.. histories.Select(h => h.Key), PriceHistoryKey.Parse("NONE_150_daily"), histories[0].Key];
        new Random(42).Shuffle(keys);

        var watch = Stopwatch.StartNew();
        var reads = await store.ReadAsync(keys, None);
        output.WriteLine($"5,000 x 104 bars read in {watch.Elapsed.TotalMilliseconds:F0} ms");

        var byKey = histories.ToDictionary(h => h.Key);
        for (var i = 0; i < keys.Length; i++)
        {
            if (byKey.TryGetValue(keys[i], out var expected)) AssertFound(expected, reads[i]);
            else Assert.Equal(StoreRead.Missing, reads[i]);
        }
    }

    [Fact]
    public async Task No_keys_and_no_histories_touch_no_file()
    {
        var store = _folder.Open();

        Assert.Empty(await store.ReadAsync([], None));
        await store.WriteAsync([], None);

        Assert.False(File.Exists(_folder.DatabasePath));
    }

    [Fact]
    public async Task The_data_folder_is_made_when_it_is_missing()
    {
        var folder = Path.Combine(_folder.Path, "not", "yet", "there");
        var store = _folder.Open(folder: folder);

        await store.WriteAsync([Of("AAPL_90_daily")], None);

        Assert.True(File.Exists(Path.Combine(folder, "technic.db")));
    }

    [Fact]
    public async Task A_replay_and_the_present_keep_histories_of_their_own()
    {
        var store = _folder.Open();
        PriceHistory[] histories =
        [
            Of("AAPL_90_daily"), Of("AAPL_90_daily@2021-04-21"), Of("AAPL_90_daily@2021-04-22"), Of("AAPL_91_daily"),
        ];

        await store.WriteAsync(histories, None);

        foreach (var history in histories) AssertFound(history, await store.ReadAsync(history.Key));
        Assert.Equal(StoreOutcome.Missing, await store.OutcomeAsync("AAPL_90_daily@2021-04-23"));
    }

    [Fact]
    public async Task Tickers_that_differ_only_in_case_are_different_keys()
    {
        var store = _folder.Open();
        await store.WriteAsync([Of("BACpL_90_daily")], None);

        Assert.Equal(StoreOutcome.Missing, await store.OutcomeAsync("BACPL_90_daily"));
    }

    [Fact]
    public async Task Sources_do_not_see_each_others_histories()
    {
        var polygon = _folder.Open("polygon");
        var synthetic = _folder.Open();
        await synthetic.WriteAsync([Of("AAPL_90_daily")], None);

        Assert.Equal(StoreOutcome.Missing, await polygon.OutcomeAsync("AAPL_90_daily"));
        Assert.Equal(StoreOutcome.Found, await synthetic.OutcomeAsync("AAPL_90_daily"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Of_two_histories_of_one_key_the_one_fetched_later_stays_and_of_equals_the_last(int ticksLater)
    {
        var store = _folder.Open();
        var first = Of("AAPL_90_daily", bars: 10);
        var second = Of("AAPL_90_daily", bars: 20) with { FetchedAt = FetchedAt.AddTicks(ticksLater) };

        await store.WriteAsync([first], None);
        await store.WriteAsync([second], None);

        AssertFound(ticksLater >= 0 ? second : first, await store.ReadAsync("AAPL_90_daily"));
    }

    [Fact]
    public async Task The_later_of_two_histories_in_one_write_stays()
    {
        var store = _folder.Open();
        var later = Of("AAPL_90_daily", bars: 10) with { FetchedAt = FetchedAt.AddSeconds(1) };

        await store.WriteAsync([later, Of("AAPL_90_daily", bars: 20)], None);

        AssertFound(later, await store.ReadAsync("AAPL_90_daily"));
    }

    [Fact]
    public async Task A_cancelled_read_and_write_throw_that_and_write_nothing()
    {
        var store = _folder.Open();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadAsync([Key(1)], cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.WriteAsync(Many(1), cancelled.Token));

        Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_half_way_stores_nothing_of_its_call()
    {
        var store = _folder.Open();
        using var cancelling = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.WriteAsync(new CancelsAt<PriceHistory>(Many(10), 5, cancelling), cancelling.Token));

        Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task Readers_and_writers_at_once_do_not_disturb_each_other()
    {
        var store = _folder.Open();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < 10; round++)
            {
                var histories = Many(20, first: ((worker * 10) + round) * 20);
                await store.WriteAsync(histories, None);
                var reads = await store.ReadAsync([.. histories.Select(h => h.Key)], None);
                Assert.All(reads, read => Assert.Equal(StoreOutcome.Found, read.Outcome));
            }
        })));

        Assert.Equal(1_600, Assert.Single((await store.InfoAsync(None)).Sources).Keys);
    }

    [Fact]
    public async Task The_info_adds_up_what_each_source_has()
    {
        var polygon = _folder.Open("polygon");
        var old = Of("A_90_daily", bars: 3) with { Source = "polygon", FetchedAt = FetchedAt.AddDays(-2) };
        var recent = Of("B_90_daily", bars: 4) with { Source = "polygon" };
        await polygon.WriteAsync([old, recent], None);
        await _folder.Open().WriteAsync([Of("C_90_daily", bars: 5)], None);
        await _folder.Open("days").WriteDocumentAsync("day/2026-11-20", new StoredDocument(new byte[100], FetchedAt), None);
        await _folder.Open("days").WriteDocumentAsync("splits", new StoredDocument(new byte[10], FetchedAt), None);

        var info = await polygon.InfoAsync(None);

        Assert.Equal(_folder.DatabasePath, info.Location);
        Assert.True(info.Bytes > 0);
        Assert.Equal(
            [
                new StoredSource("days", 0, 0, 100, FetchedAt, FetchedAt, Days: 1),
                new StoredSource("polygon", 2, 7, Payload(old) + Payload(recent), old.FetchedAt, recent.FetchedAt),
                new StoredSource(Source, 1, 5, Payload(Of("C_90_daily", bars: 5)), FetchedAt, FetchedAt),
            ],
            info.Sources);
        Assert.Equal([new("days", 1L)], await polygon.DaysBySourceAsync(None));
    }

    [Fact]
    public async Task Clearing_one_source_leaves_the_others()
    {
        var polygon = _folder.Open("polygon");
        var synthetic = _folder.Open();
        await polygon.WriteAsync([.. Many(3).Select(h => h with { Source = "polygon" })], None);
        await polygon.WriteDocumentAsync("day/2026-11-20", new StoredDocument(new byte[100], FetchedAt), None);
        await synthetic.WriteAsync(Many(2), None);

        Assert.Equal(new StoreRemoval(Keys: 3, Days: 1), await synthetic.ClearAsync("polygon", None));

        Assert.Equal(StoreRead.Missing, await polygon.ReadAsync(Key(0)));
        AssertFound(Of(Key(0)), await synthetic.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task Clearing_everything_gives_the_space_back()
    {
        var store = _folder.Open();
        await store.WriteAsync(Many(500), None);
        await store.WriteDocumentAsync("listing", new StoredDocument(new byte[1_000], FetchedAt), None);
        var before = (await store.InfoAsync(None)).Bytes;

        Assert.Equal(new StoreRemoval(Keys: 500, Days: 0), await store.ClearAsync(null, None));

        var after = await store.InfoAsync(None);
        Assert.Empty(after.Sources);
        Assert.True(after.Bytes < before / 10, $"{before:N0} bytes became {after.Bytes:N0}");
        Assert.Equal(DocumentRead.Missing, await store.ReadDocumentAsync("listing", None));
    }

    [Fact]
    public async Task A_document_is_kept_by_source_and_name_and_the_later_one_stays()
    {
        var store = _folder.Open();
        var document = new StoredDocument("[]"u8.ToArray(), FetchedAt);
        await store.WriteDocumentAsync("listing", document, None);
        await store.WriteDocumentAsync("listing", new StoredDocument("old"u8.ToArray(), FetchedAt.AddHours(-1)), None);

        var read = await store.ReadDocumentAsync("listing", None);

        Assert.Equal(document.Payload.ToArray(), read.Document!.Payload.ToArray());
        Assert.Equal((StoreOutcome.Found, FetchedAt), (read.Outcome, read.Document.FetchedAt));
        Assert.Equal(DocumentRead.Missing, await store.ReadDocumentAsync("other", None));
        Assert.Equal(DocumentRead.Missing, await _folder.Open("polygon").ReadDocumentAsync("listing", None));
    }

    [Fact]
    public async Task A_removed_document_is_missing_and_only_that_one()
    {
        var (store, other) = (_folder.Open(), _folder.Open("polygon"));
        foreach (var name in new[] { "day/2026-11-19", "day/2026-11-20" })
        {
            await store.WriteDocumentAsync(name, new StoredDocument(new byte[1], FetchedAt), None);
            await other.WriteDocumentAsync(name, new StoredDocument(new byte[1], FetchedAt), None);
        }

        await store.DeleteDocumentAsync("day/2026-11-19", None);
        await store.DeleteDocumentAsync("never there", None);

        Assert.Equal(DocumentRead.Missing, await store.ReadDocumentAsync("day/2026-11-19", None));
        Assert.Equal(["day/2026-11-20"], (await store.ListDocumentsAsync("day/", None))!.Select(entry => entry.Name));
        Assert.Equal(2, (await other.ListDocumentsAsync("day/", None))!.Count);
    }

    [Fact]
    public async Task A_closed_store_answers_unavailable_and_refuses_writes_in_one_sentence()
    {
        var store = _folder.Open();
        await store.WriteAsync(Many(1), None);
        await store.DisposeAsync();

        Assert.Equal(StoreRead.Unavailable, await store.ReadAsync(Key(0)));
        var refusal = await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(1), None));
        Assert.EndsWith("is closed.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_leaves_one_file_without_a_log_beside_it()
    {
        await _folder.FillAsync(Many(10));

        Assert.Equal(["technic.db"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void The_default_folder_is_technic_in_the_users_data_folder()
    {
        Assert.True(Path.IsPathFullyQualified(SqliteHistoryStore.DefaultFolder));
        Assert.Equal("technic", Path.GetFileName(SqliteHistoryStore.DefaultFolder));
    }

    private static long Payload(PriceHistory history) => PriceHistoryCodec.Encode(history).Length;

    /// <summary>A list that cancels a token during its enumeration.</summary>
    private sealed class CancelsAt<T>(IReadOnlyList<T> items, int at, CancellationTokenSource cancelling) : IReadOnlyList<T>
    {
        public int Count => items.Count;

        public T this[int index] => items[index];

        public IEnumerator<T> GetEnumerator()
        {
            for (var i = 0; i < items.Count; i++)
            {
                if (i == at) cancelling.Cancel();
                yield return items[i];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
