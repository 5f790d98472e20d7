using Technic.Core.Storage;
using static Technic.Embedded.Tests.Sqlite.Histories;

namespace Technic.Embedded.Tests.Sqlite;

/// <summary>Several stores, and several processes, on one file.</summary>
public sealed class SqliteSharingTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _folder.DisposeAsync();

    [Fact]
    public async Task What_one_store_writes_another_reads()
    {
        var (one, other) = (_folder.Open(), _folder.Open());
        Assert.Equal(StoreRead.Missing, await other.ReadAsync(Key(0)));

        await one.WriteAsync(Many(1), None);

        AssertFound(Of(Key(0)), await other.ReadAsync(Key(0)));
    }

    [Fact]
    public async Task Stores_that_begin_the_file_at_the_same_time_all_succeed()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => _folder.Open(options: new())).ToList();

        await Task.WhenAll(stores.Select((store, i) => store.WriteAsync(Many(5, first: i * 5), None).AsTask()));

        Assert.Equal(40, Assert.Single((await stores[0].InfoAsync(None)).Sources).Keys);
    }

    [Fact]
    public async Task Two_processes_write_and_read_one_file_at_the_same_time()
    {
        var store = _folder.Open(options: new());
        using var second = SecondProcess.Start(_folder.Path, first: 1_000, count: 300);

        for (var i = 0; i < 300; i += 10) await store.WriteAsync(Many(10, i), None);
        await second.WaitForExitAsync();

        Assert.True(second.ExitCode == 0, await second.StandardError.ReadToEndAsync());
        var reads = await store.ReadAsync([.. Enumerable.Range(0, 300).Concat(Enumerable.Range(1_000, 300)).Select(Key)], None);
        Assert.All(reads, read => Assert.Equal(StoreOutcome.Found, read.Outcome));
    }

    [Fact]
    public async Task Stores_that_meet_the_same_damage_at_the_same_time_set_the_file_aside_once()
    {
        for (var round = 1; round <= 5; round++)
        {
            File.WriteAllText(_folder.DatabasePath, new string('x', 5_000));
            var stores = Enumerable.Range(0, 4).Select(_ => _folder.Open(options: new())).ToList();

            var reads = await Task.WhenAll(stores.Select(store => Task.Run(() => store.ReadAsync(Key(0)))));

            // Operations during another one's recovery wait for the next attempt.
            Assert.All(reads, read => Assert.Contains(read.Outcome, new[] { StoreOutcome.Missing, StoreOutcome.Unavailable }));
            Assert.Equal(round, _folder.SetAside.Count);
            _folder.Clock.Advance(TimeSpan.FromSeconds(5));
            foreach (var store in stores)
            {
                Assert.Equal(StoreRead.Missing, await store.ReadAsync(Key(0)));
                await store.DisposeAsync();
            }
            File.Delete(_folder.DatabasePath);
        }
    }

    [Fact]
    public async Task A_store_that_still_has_the_file_open_moves_on_to_the_new_one()
    {
        await _folder.FillAsync(Many(100));
        var (idle, finder) = (_folder.Open(), _folder.Open());
        await idle.WriteAsync(Many(1, first: 500), None);
        AssertFound(Of(Key(0)), await idle.ReadAsync(Key(0)));

        using (var file = File.OpenWrite(_folder.DatabasePath)) file.Write([.. Enumerable.Repeat((byte)0xAB, (int)file.Length)]);
        Assert.NotEqual(StoreOutcome.Found, (await finder.ReadAsync(Key(0))).Outcome);
        await idle.WriteAsync([Of(Key(1))], None);

        AssertFound(Of(Key(1)), await finder.ReadAsync(Key(1)));
        AssertFound(Of(Key(1)), await idle.ReadAsync(Key(1)));
        Assert.Single(_folder.SetAside);
    }
}
