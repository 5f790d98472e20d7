using Technic.Core.Storage;
using Technic.Embedded.Sqlite;
using static Technic.Embedded.Tests.Sqlite.Histories;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>The store with a file that is damaged, locked, full, of another kind or inaccessible.</summary>
public sealed class SqliteFailureTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    [Fact]
    public async Task A_damaged_row_is_damaged_and_the_rows_around_it_are_not()
    {
        await _folder.FillAsync(Many(3));
        _folder.Execute("UPDATE history SET payload = substr(payload, 1, 100) WHERE key = @key", ("@key", Key(1).ToString()));
        var store = _folder.Open();

        var reads = await store.ReadAsync([Key(0), Key(1), Key(2)], None);

        Assert.Equal([StoreOutcome.Found, StoreOutcome.Damaged, StoreOutcome.Found], reads.Select(r => r.Outcome));
        Assert.Contains("S0001_150_daily (Damaged)", Assert.Single(_folder.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE history SET payload = x''")]
    [InlineData("UPDATE history SET payload = zeroblob(length(payload))")]
    [InlineData("UPDATE history SET payload = CAST(substr(payload, 1, 3) || x'02' || substr(payload, 5) AS BLOB)")]
    [InlineData("UPDATE history SET source = 'polygon'")]
    [InlineData("UPDATE history SET key = 'S0001_150_daily'")]
    public async Task A_row_that_says_something_else_than_was_written_is_never_found(string alteration)
    {
        await _folder.FillAsync(Of(Key(0)));
        _folder.Execute(alteration);

        foreach (var source in new[] { Source, "polygon" })
        {
            var reads = await _folder.Open(source).ReadAsync([Key(0), Key(1)], None);
            Assert.DoesNotContain(reads, read => read.Outcome is StoreOutcome.Found or StoreOutcome.Unavailable);
        }
    }

    [Fact]
    public async Task A_damaged_row_is_written_anew_even_if_it_claims_to_be_from_the_future()
    {
        await _folder.FillAsync(Of(Key(0)));
        _folder.Execute("UPDATE history SET payload = x'00', fetched_at = @never", ("@never", long.MaxValue));
        var store = _folder.Open();
        Assert.Equal(StoreRead.Damaged, await store.ReadAsync(Key(0)));

        await store.WriteAsync([Of(Key(0))], None);

        AssertFound(Of(Key(0)), await store.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task Damaged_rows_are_logged_once_a_minute()
    {
        await _folder.FillAsync(Many(5));
        _folder.Execute("UPDATE history SET payload = x'00'");
        var store = _folder.Open();

        for (var round = 0; round < 3; round++) await store.ReadAsync([.. Enumerable.Range(0, 5).Select(Key)], None);
        Assert.Single(_folder.Log.Warnings);
        _folder.Clock.Advance(TimeSpan.FromMinutes(1));
        await store.ReadAsync(Key(0));

        Assert.Contains("fetched again: 15;", _folder.Log.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_set_aside_untouched_and_a_new_one_begun()
    {
        File.WriteAllText(_folder.DatabasePath, "these are notes of mine, and I want to keep them");
        var store = _folder.Open();

        Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
        await store.WriteAsync(Many(1), None);

        AssertFound(Of(Key(0)), await store.ReadAsync(Key(0)));
        var aside = Assert.Single(_folder.SetAside);
        Assert.Equal("technic.db.damaged-20260803T203000Z", Path.GetFileName(aside));
        Assert.Equal("these are notes of mine, and I want to keep them", File.ReadAllText(aside));
        Assert.Contains("set aside as", Assert.Single(_folder.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_too_finds_the_damage_and_is_stored_in_the_new_file()
    {
        File.WriteAllBytes(_folder.DatabasePath, [.. Enumerable.Repeat((byte)0xAB, 10_000)]);
        var store = _folder.Open();

        await store.WriteAsync(Many(1), None);

        AssertFound(Of(Key(0)), await store.ReadAsync(Key(0)));
        Assert.Single(_folder.SetAside);
    }

    [Fact]
    public async Task A_database_cut_short_is_set_aside()
    {
        await _folder.FillAsync(Many(200));
        using (var file = File.OpenWrite(_folder.DatabasePath)) file.SetLength((file.Length / 2) + 100);
        var store = _folder.Open();

        var reads = await store.ReadAsync([.. Enumerable.Range(0, 200).Select(Key)], None);

        Assert.DoesNotContain(reads, read => read.Outcome == StoreOutcome.Unavailable);
        Assert.Single(_folder.SetAside);
        Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task Damage_met_in_the_middle_of_a_read_costs_the_damaged_pages_and_not_the_others()
    {
        var histories = Many(300);
        await _folder.FillAsync(histories);
        OverwritePages(fromShare: 0.5, toShare: 0.6);
        var store = _folder.Open();

        var reads = await store.ReadAsync([.. histories.Select(h => h.Key)], None);

        Assert.InRange(reads.Count(r => r.Outcome == StoreOutcome.Damaged), 1, 100);
        for (var i = 0; i < reads.Count; i++)
        {
            if (reads[i].Outcome != StoreOutcome.Damaged) AssertFound(histories[i], reads[i]);
        }
        Assert.Single(_folder.SetAside);
        Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task Two_reads_that_meet_the_same_damage_at_the_same_time_set_the_file_aside_once()
    {
        var histories = Many(300);
        for (var round = 1; round <= 5; round++)
        {
            await _folder.FillAsync(histories);
            OverwritePages(fromShare: 0.4, toShare: 0.6);
            await using var store = _folder.Open();

            // In opposite orders, so that both can be at the damaged pages at once.
            var keys = histories.Select(history => history.Key).ToList();
            var reads = await Task.WhenAll(
                Task.Run(async () => await store.ReadAsync(keys, None)),
                Task.Run(async () => await store.ReadAsync([.. keys.AsEnumerable().Reverse()], None)));

            Assert.Equal(round, _folder.SetAside.Count);
            Assert.True(reads.All(read => read.All(r => r.Outcome != StoreOutcome.Unavailable)), string.Join('\n', _folder.Log.Warnings));
            await store.WriteAsync([histories[0]], None);
            AssertFound(histories[0], await store.ReadAsync(keys[0]));
            File.Delete(_folder.DatabasePath);
        }
    }

    [Fact]
    public async Task A_damaged_file_goes_aside_with_its_log()
    {
        File.WriteAllText(_folder.DatabasePath, "no database");
        File.WriteAllText(_folder.DatabasePath + "-wal", "no log");

        Assert.Equal(StoreRead.Missing, await _folder.Open().ReadAsync(Key(0)));

        Assert.Equal("no log", File.ReadAllText(Assert.Single(_folder.SetAside) + "-wal"));
    }

    [Fact]
    public async Task Two_files_set_aside_in_one_second_are_both_kept()
    {
        foreach (var text in new[] { "one", "two" })
        {
            File.WriteAllText(_folder.DatabasePath, text + new string(' ', 1_000));
            await using var store = _folder.Open();
            Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
        }

        Assert.Equal(["one", "two"], _folder.SetAside.Select(f => File.ReadAllText(f).Trim()).Order());
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_not_touched()
    {
        await _folder.FillAsync(Many(3));
        _folder.Execute("PRAGMA user_version = 7");
        var before = File.ReadAllBytes(_folder.DatabasePath);
        var store = _folder.Open();

        Assert.Equal(StoreRead.Unavailable, await store.ReadAsync(Key(0)));
        var refusal = await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(1), None));
        await store.DisposeAsync();

        Assert.Contains(
            "has layout 7, but this version of technic supports only layouts up to 1: update technic", refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.DatabasePath));
        Assert.Empty(_folder.SetAside);
    }

    [Fact]
    public async Task A_file_as_version_1_laid_it_out_is_still_read()
    {
        var history = Of(Key(0));
        _folder.Execute("""
            CREATE TABLE store (id TEXT NOT NULL) STRICT;
            INSERT INTO store VALUES ('5f0c');
            CREATE TABLE history (
                source TEXT NOT NULL, key TEXT NOT NULL, fetched_at INTEGER NOT NULL, bars INTEGER NOT NULL, payload BLOB NOT NULL,
                PRIMARY KEY (source, key)) STRICT;
            CREATE TABLE document (
                source TEXT NOT NULL, name TEXT NOT NULL, fetched_at INTEGER NOT NULL, payload BLOB NOT NULL,
                PRIMARY KEY (source, name)) STRICT;
            INSERT INTO history VALUES ('synthetic-42', 'S0000_150_daily', 639213858000000000, 104, @payload);
            INSERT INTO document VALUES ('synthetic-42', 'listing', 639213858000000000, x'5B5D');
            PRAGMA user_version = 1
            """, ("@payload", PriceHistoryCodec.Encode(history)));
        var store = _folder.Open();

        AssertFound(history, await store.ReadAsync(Key(0)));
        Assert.Equal("[]"u8.ToArray(), (await store.ReadDocumentAsync("listing", None)).Document!.Payload.ToArray());
    }

    [Fact]
    public async Task A_database_that_lacks_our_tables_is_left_alone_and_unavailable()
    {
        await _folder.FillAsync(Many(1));
        _folder.Execute("DROP TABLE history");
        var store = _folder.Open();

        Assert.Equal(StoreRead.Unavailable, await store.ReadAsync(Key(0)));
        Assert.Empty(_folder.SetAside);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_locked_file_at_once()
    {
        await _folder.FillAsync(Many(1));
        var store = _folder.Open(options: new SqliteHistoryStoreOptions { BusyTimeout = TimeSpan.FromMinutes(10) });
        using var other = _folder.Connect();
        other.Execute("BEGIN IMMEDIATE");
        using var cancelling = new CancellationTokenSource();

        var write = store.WriteAsync(Many(1, first: 1), cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);

        other.Execute("ROLLBACK");
        await store.DisposeAsync();
        Assert.Equal(StoreRead.Missing, await _folder.Open().ReadAsync(Key(1)));
    }

    [Fact]
    public async Task A_file_locked_by_another_program_is_unavailable_and_is_asked_again_after_the_pause()
    {
        await _folder.FillAsync(Of(Key(0)));
        var store = _folder.Open();
        using (var other = _folder.Connect())
        {
            other.Execute("PRAGMA journal_mode = DELETE");
            other.Execute("BEGIN EXCLUSIVE");

            Assert.Equal(StoreRead.Unavailable, await store.ReadAsync(Key(0)));
            var refusal = await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(1), None));
            Assert.EndsWith("is locked by another program.", refusal.Message, StringComparison.Ordinal);
            other.Execute("ROLLBACK");
        }

        Assert.Equal(StoreRead.Unavailable, await store.ReadAsync(Key(0)));
        _folder.Clock.Advance(TimeSpan.FromSeconds(5));
        AssertFound(Of(Key(0)), await store.ReadAsync(Key(0)));
        Assert.Empty(_folder.SetAside);
    }

    [Fact]
    public async Task Another_programs_long_write_stops_our_writes_and_not_our_reads()
    {
        await _folder.FillAsync(Of(Key(0)));
        var store = _folder.Open();
        using var other = _folder.Connect();
        other.Execute("BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(1, first: 1), None));

        AssertFound(Of(Key(0)), await store.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task During_the_pause_after_a_failure_nobody_waits_for_the_file()
    {
        await _folder.FillAsync(Of(Key(0)));
        var store = _folder.Open();
        using var other = _folder.Connect();
        other.Execute("BEGIN IMMEDIATE");
        await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(1), None));
        other.Execute("ROLLBACK");

        // The file is available again; that these still fail shows that they do not access it.
        for (var i = 0; i < 1_000; i++) await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(1), None));
        _folder.Clock.Advance(TimeSpan.FromSeconds(5));

        await store.WriteAsync(Many(1), None);
    }

    [Fact]
    public async Task Unanswered_reads_are_logged_once_a_minute()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");
        var store = _folder.Open(folder: Path.Combine(_folder.Path, "file", "folder"));

        for (var second = 0; second <= 60; second++)
        {
            await store.ReadAsync([Key(0), Key(1)], None);
            _folder.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _folder.Log.Warnings.Count);
        Assert.StartsWith("Failed reads of the price store: 120. The price store ", _folder.Log.Warnings[1], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("file/folder")]
    [InlineData("/proc/technic")]
    [InlineData("file")]
    public async Task A_folder_that_cannot_be_written_costs_the_store_and_nothing_else(string folder)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "This test uses folders of Linux.");
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");
        var store = _folder.Open(folder: Path.Combine(_folder.Path, folder));

        Assert.Equal(StoreRead.Unavailable, await store.ReadAsync(Key(0)));
        Assert.Equal(DocumentRead.Unavailable, await store.ReadDocumentAsync("listing", None));
        Assert.Null(await store.ListDocumentsAsync("", None));
        foreach (var attempt in new Func<Task>[]
        {
            async () => await store.WriteAsync(Many(1), None),
            async () => await store.WriteDocumentAsync("listing", new StoredDocument(new byte[1], FetchedAt), None),
            async () => await store.DeleteDocumentAsync("listing", None),
            () => store.InfoAsync(None),
            () => store.ClearAsync(null, None),
        })
        {
            var refusal = await Assert.ThrowsAsync<HistoryStoreException>(attempt);
            Assert.StartsWith($"The price store {store.FilePath} cannot be ", refusal.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    [Fact]
    public async Task A_path_that_is_a_folder_is_unavailable()
    {
        Directory.CreateDirectory(_folder.DatabasePath);

        Assert.Equal(StoreRead.Unavailable, await _folder.Open().ReadAsync(Key(0)));
    }

    [Fact]
    public async Task A_full_disk_costs_writes_and_not_reads_and_a_failed_write_stores_nothing()
    {
        var store = _folder.Open(options: new SqliteHistoryStoreOptions { MaxFileBytes = 400_000 });
        await store.WriteAsync(Many(20), None);

        var refusal = await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.WriteAsync(Many(500, first: 20), None));

        Assert.Contains("cannot grow", refusal.Message, StringComparison.Ordinal);
        var reads = await store.ReadAsync([Key(0), Key(19), Key(20)], None);
        Assert.Equal([StoreOutcome.Found, StoreOutcome.Found, StoreOutcome.Missing], reads.Select(r => r.Outcome));
        _folder.Clock.Advance(TimeSpan.FromSeconds(5));
        await store.WriteAsync(Many(1, first: 20), None);
    }

    [SkippableFact]
    public async Task A_file_deleted_while_the_store_is_open_is_begun_anew()
    {
        Skip.If(OperatingSystem.IsWindows(), "An open file cannot be deleted on Windows.");
        var store = _folder.Open();
        await store.WriteAsync(Many(1), None);
        Assert.Equal(StoreOutcome.Found, (await store.ReadAsync(Key(0))).Outcome);

        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);

        Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
        await store.WriteAsync(Many(1), None);
        AssertFound(Of(Key(0)), await store.ReadAsync(Key(0)));
    }

    private void OverwritePages(double fromShare, double toShare)
    {
        const int page = 4096;
        using var file = File.OpenWrite(_folder.DatabasePath);
        var pages = file.Length / page;
        var first = (long)(pages * fromShare);
        var garbage = new byte[page * ((long)(pages * toShare) - first)];
        new Random(42).NextBytes(garbage);
        file.Seek(first * page, SeekOrigin.Begin);
        file.Write(garbage);
    }
}
