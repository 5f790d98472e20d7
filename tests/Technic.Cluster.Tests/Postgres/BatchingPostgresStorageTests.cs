using Npgsql;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

public sealed class BatchingPostgresStorageTests : IAsyncLifetime
{
    private Bench _bench = null!;

    public async Task InitializeAsync() => _bench = await Bench.OnNewDatabaseAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_key_that_nobody_wrote_has_no_record_and_no_version()
    {
        var row = await ReadAsync("AAPL_90_daily");

        Assert.False(row.RecordExists);
        Assert.Null(row.ETag);
        Assert.Empty(row.State!.Payload);
    }

    [Theory]
    [InlineData("AAPL_90_daily")]
    [InlineData("A_90_daily")]
    [InlineData("BABA_90_daily")]
    [InlineData("brk.b_90_daily")]
    [InlineData("NVDA_30_intraday")]
    [InlineData("AAPL_90_daily@2021-04-21")]
    public async Task What_was_written_under_a_key_is_read_under_it_and_stands_there_as_a_text(string key)
    {
        var history = Bench.History(key);
        await WriteAsync(history);

        var read = (await ReadAsync(key)).State!.Read(PriceHistoryKey.Parse(key));

        Assert.Equal(PriceHistoryCodec.Encode(history), PriceHistoryCodec.Encode(read.History!));
        Assert.Equal(
            $"{key}|0|0|1",
            await SqlAsync("SELECT grain_key || '|' || grain_n0 || '|' || grain_n1 || '|' || version FROM technic_grain_state"));
    }

    [Fact]
    public async Task Each_write_counts_the_version_up()
    {
        var row = await WriteAsync(Bench.History("AAPL_90_daily"));
        Assert.Equal("1", row.ETag);
        row.State = new PriceHistoryState(Bench.History("AAPL_90_daily", bars: 3));
        await _bench.Storage.WriteStateAsync(Bench.StateName, Bench.Grain("AAPL_90_daily"), row);
        Assert.Equal("2", row.ETag);
        Assert.True(row.RecordExists);

        Assert.Equal("2", (await ReadAsync("AAPL_90_daily")).ETag);
    }

    [Fact]
    public async Task A_version_that_no_longer_holds_is_a_conflict_of_that_grain_only()
    {
        string[] keys = [.. Enumerable.Range(0, 100).Select(i => $"S{i}_90_daily")];
        await Task.WhenAll(keys.Select(key => WriteAsync(Bench.History(key))));

        var writes = keys.Select((key, i) => WriteAsync(Bench.History(key, bars: 5), version: i == 42 ? "7" : "1")).ToArray();
        await Task.WhenAll(writes.Where((_, i) => i != 42));

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => writes[42]);
        Assert.Contains("S42_90_daily", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await ReadAsync("S42_90_daily")).ETag);
        Assert.Equal(99L, await SqlAsync("SELECT count(*) FROM technic_grain_state WHERE version = 2 AND bars = 5"));
    }

    [Fact]
    public async Task Of_32_first_writes_that_overlap_on_four_silos_one_succeeds_and_31_conflict()
    {
        await using var second = new Bench(_bench.Options.ConnectionString);
        await using var third = new Bench(_bench.Options.ConnectionString);
        await using var fourth = new Bench(_bench.Options.ConnectionString);
        Bench[] silos = [_bench, second, third, fourth];

        var writes = Enumerable.Range(0, 32)
            .Select(i => Task.Run(() => WriteAsync(Bench.History("AAPL_90_daily", bars: i + 1), silo: silos[i % 4]))).ToArray();
        var outcomes = await Task.WhenAll(writes.Select(async write =>
        {
            try
            {
                await write;
                return "written";
            }
            catch (InconsistentStateException)
            {
                return "conflict";
            }
        }));

        Assert.Equal(1, outcomes.Count(o => o == "written"));
        Assert.Equal(31, outcomes.Count(o => o == "conflict"));
        Assert.Equal(1L, await SqlAsync("SELECT count(*) FROM technic_grain_state"));
    }

    [Fact]
    public async Task Silos_whose_batches_overlap_in_any_order_do_not_deadlock()
    {
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"S{i}_90_daily")];
        await Task.WhenAll(keys.Select(key => WriteAsync(Bench.History(key, bars: 1))));
        await using var other = new Bench(_bench.Options.ConnectionString);

        async Task<int> RewriteAsync(Bench silo, IEnumerable<string> order) => (await Task.WhenAll(order.Select(async key =>
        {
            try
            {
                await WriteAsync(Bench.History(key, bars: 2), version: "1", silo);
                return 1;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        }))).Sum();
        var written = await Task.WhenAll(RewriteAsync(_bench, keys), RewriteAsync(other, keys.Reverse()));

        Assert.Equal(300, written.Sum());
        Assert.Empty(_bench.BreakerLog.Warnings);
        Assert.Empty(other.BreakerLog.Warnings);
    }

    [Fact]
    public async Task A_thousand_reads_at_once_get_each_its_own_row()
    {
        string[] keys = [.. Enumerable.Range(0, 1_000).Select(i => $"S{i}_{90 + (i % 7)}_daily")];
        await Task.WhenAll(keys.Where((_, i) => i % 10 != 0)
            .Select(key => WriteAsync(Bench.History(key, bars: 1 + (key.GetHashCode(StringComparison.Ordinal) & 15)))));

        var rows = await Task.WhenAll(keys.Concat(keys).Select(key => ReadAsync(key)));

        for (var i = 0; i < rows.Length; i++)
        {
            var key = keys[i % keys.Length];
            Assert.Equal(i % 10 != 0, rows[i].RecordExists);
            if (!rows[i].RecordExists) continue;
            Assert.Equal(
                Bench.History(key, bars: 1 + (key.GetHashCode(StringComparison.Ordinal) & 15)).Bars.Count,
                rows[i].State!.Read(PriceHistoryKey.Parse(key)).History!.Bars.Count);
        }
    }

    [Fact]
    public async Task Services_that_share_a_database_do_not_see_each_others_rows()
    {
        await using var other = new Bench(_bench.Options.ConnectionString, service: "another");
        await WriteAsync(Bench.History("AAPL_90_daily"));

        Assert.False((await ReadAsync("AAPL_90_daily", other)).RecordExists);
        Assert.Equal(0, (await other.Table.InfoAsync(Bench.StateName, CancellationToken.None)).Keys);
    }

    [Fact]
    public async Task Histories_of_another_source_never_meet_these()
    {
        await using var other = new Bench(_bench.Options.ConnectionString, source: "synthetic-42");
        await WriteAsync(Bench.History("AAPL_90_daily"));

        Assert.Equal(
            StoreOutcome.Missing,
            (await other.Open("AAPL_90_daily").ReadAsync(PriceHistoryKey.Parse("AAPL_90_daily"), CancellationToken.None)).Outcome);
        await other.Open("AAPL_90_daily").SaveAsync(Bench.History("AAPL_90_daily", bars: 2), CancellationToken.None);
        await other.Stores.FlushAsync(CancellationToken.None);
        Assert.Equal(104, (await ReadAsync("AAPL_90_daily")).State!.Read(PriceHistoryKey.Parse("AAPL_90_daily")).History!.Bars.Count);
    }

    [Fact]
    public async Task A_cleared_row_has_no_record_and_keeps_counting_its_version()
    {
        var row = await WriteAsync(Bench.History("AAPL_90_daily"));
        await _bench.Storage.ClearStateAsync(Bench.StateName, Bench.Grain("AAPL_90_daily"), row);
        Assert.False(row.RecordExists);

        var read = await ReadAsync("AAPL_90_daily");
        Assert.False(read.RecordExists);
        Assert.Equal("2", read.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Bench.History("AAPL_90_daily")));
        Assert.Equal("3", (await WriteAsync(Bench.History("AAPL_90_daily"), version: "2")).ETag);
    }

    [Fact]
    public async Task A_stale_version_clears_nothing()
    {
        await WriteAsync(Bench.History("AAPL_90_daily"));
        var stale = new GrainState<PriceHistoryState>(new PriceHistoryState(), "9");

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => _bench.Storage.ClearStateAsync(Bench.StateName, Bench.Grain("AAPL_90_daily"), stale));

        Assert.True((await ReadAsync("AAPL_90_daily")).RecordExists);
    }

    [Fact]
    public async Task A_key_that_the_ADO_NET_provider_could_take_for_a_number_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => _bench.Storage.ReadStateAsync(Bench.StateName, Bench.Grain("BABA"), new GrainState<PriceHistoryState>()));

        Assert.Contains("'BABA'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_of_several_names_are_read_and_written_beside_each_other()
    {
        var grain = Bench.Grain("AAPL_90_daily");
        var names = Enumerable.Range(0, 20).Select(i => $"counts/{i}").ToArray();
        await Task.WhenAll(names.Select(
            (name, i) => _bench.Storage.WriteStateAsync(name, grain, new GrainState<Dictionary<string, int>>(new() { ["n"] = i }))));

        var rows = names.Select(_ => new GrainState<Dictionary<string, int>>()).ToArray();
        await Task.WhenAll(names.Select((name, i) => _bench.Storage.ReadStateAsync(name, grain, rows[i])));

        Assert.Equal(Enumerable.Range(0, 20), rows.Select(row => row.State!["n"]));
    }

    [Fact]
    public async Task A_read_that_is_cancelled_leaves_and_the_others_get_their_rows()
    {
        await WriteAsync(Bench.History("AAPL_90_daily"));
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        var cancelled = _bench.Storage.ReadStateAsync(
            Bench.StateName, Bench.Grain("AAPL_90_daily"), new GrainState<PriceHistoryState>(), cancellation.Token);
        var other = ReadAsync("AAPL_90_daily");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.True((await other).RecordExists);
    }

    [Fact]
    public async Task The_table_says_how_much_it_holds_and_how_old_it_is()
    {
        Assert.Equal(new GrainStateInfo(0, 0, 0, 0, null, null), await _bench.Table.InfoAsync(Bench.StateName, CancellationToken.None));
        var old = new DateTimeOffset(2021, 4, 21, 20, 15, 30, TimeSpan.Zero).AddTicks(1_234_560);
        await WriteAsync(Bench.History("AAPL_90_daily", bars: 62, old));
        await WriteAsync(Bench.History("NVDA_90_daily", bars: 0));
        await WriteAsync(Bench.History("MSFT_90_daily", bars: 104));
        await PutAsync("TSLA_90_daily", "not a history"u8.ToArray());

        var info = await _bench.Table.InfoAsync(Bench.StateName, CancellationToken.None);

        Assert.Equal(
            new GrainStateInfo(Keys: 4, Bars: 166, Bytes: (3 * 26) + (44 * 166) + 13, Unreadable: 1, old, Clocks.WednesdayEvening), info);
    }

    [Theory]
    [InlineData("")]
    [InlineData("TPH\u0001")]
    [InlineData("TPH\u0002and a later layout of any length")]
    [InlineData("TPH\u0001\u007F\u007F\u007F\u007F\u007F\u007F\u007F\u007F\u007F\u007Fwith an impossible time and length")]
    public async Task Bytes_that_are_no_history_are_stored_and_read_as_damaged(string bytes)
    {
        await PutAsync("AAPL_90_daily", System.Text.Encoding.Latin1.GetBytes(bytes));

        Assert.Equal(StoreOutcome.Damaged, (await ReadAsync("AAPL_90_daily")).State!.Read(PriceHistoryKey.Parse("AAPL_90_daily")).Outcome);
    }

    [Fact]
    public async Task A_row_that_stands_under_another_key_is_damaged()
    {
        await PutAsync("AAPL_90_daily", PriceHistoryCodec.Encode(Bench.History("MSFT_90_daily")));

        Assert.Equal(StoreOutcome.Damaged, (await ReadAsync("AAPL_90_daily")).State!.Read(PriceHistoryKey.Parse("AAPL_90_daily")).Outcome);
    }

    [Fact]
    public async Task Histories_stand_in_their_row_uncompressed()
    {
        await WriteAsync(Bench.History("AAPL_90_daily", bars: 104));

        Assert.Equal(1L, await SqlAsync("SELECT count(*) FROM technic_grain_state WHERE pg_column_size(payload) >= octet_length(payload)"));
        Assert.Equal(0L, await SqlAsync("SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'technic_grain_state'"));
    }

    /// <summary>As after a restart of the server: every pooled connection is dead, and the questions that meet them come at once.</summary>
    [Fact]
    public async Task Dead_connections_cost_no_question_however_many_there_are()
    {
        const int Connections = 48;
        await using var bench = await Bench.OnNewDatabaseAsync(
            _bench.Options.ConnectionString + $";Maximum Pool Size={Connections + 1}",
            new PostgresOptions { ReadBatch = 1, ReadsInFlight = Connections, WriteBatch = 1 });
        string[] keys = [.. Enumerable.Range(0, Connections).Select(i => $"S{i}_90_daily")];

        for (var round = 0; round < 10; round++)
        {
            await KillConnectionsAsync(bench, Connections);
            await Task.WhenAll(keys.Select(key => ReadAsync(key, bench)));
            await KillConnectionsAsync(bench, Connections);
            await Task.WhenAll(keys.Select(key => WriteAsync(Bench.History(key), round == 0 ? null : $"{round}", bench)));
        }

        Assert.Empty(bench.BreakerLog.Warnings);
    }

    [Fact]
    public async Task Dead_connections_cost_no_count_of_the_table()
    {
        await KillConnectionsAsync(_bench, 8);

        Assert.Equal(0, (await _bench.Table.InfoAsync(Bench.StateName, CancellationToken.None)).Keys);
        Assert.Empty(_bench.BreakerLog.Warnings);
    }

    /// <summary>Fills the pool with connections, which the server then ends.</summary>
    private static async Task KillConnectionsAsync(Bench bench, int count)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => bench.Database.Source.OpenConnectionAsync().AsTask()));
        foreach (var connection in connections) await connection.DisposeAsync();
        await PostgresServer.RunSqlAsync(
            bench.Options.ConnectionString,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private async Task<GrainState<PriceHistoryState>> ReadAsync(string key, Bench? silo = null)
    {
        var row = new GrainState<PriceHistoryState>();
        await (silo ?? _bench).Storage.ReadStateAsync(Bench.StateName, Bench.Grain(key), row);
        return row;
    }

    private async Task<GrainState<PriceHistoryState>> WriteAsync(PriceHistory history, string? version = null, Bench? silo = null)
    {
        var row = new GrainState<PriceHistoryState>(new PriceHistoryState(history), version);
        await (silo ?? _bench).Storage.WriteStateAsync(Bench.StateName, Bench.Grain(history.Key.ToString()), row);
        return row;
    }

    private async Task PutAsync(string key, byte[] payload)
    {
        await using var command = _bench.Database.Source.CreateCommand(
            "INSERT INTO technic_grain_state (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload) "
            + "VALUES ('technic', 'history/test', $1, 0, 0, 1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = payload });
        await command.ExecuteNonQueryAsync();
    }

    private Task<object?> SqlAsync(string sql) => PostgresServer.RunSqlAsync(_bench.Options.ConnectionString, sql);
}
