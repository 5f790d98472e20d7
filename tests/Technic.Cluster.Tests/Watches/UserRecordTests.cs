using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Core.Market;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;
using Technic.Testing;

namespace Technic.Cluster.Tests.Watches;

/// <summary>
/// The grains that own the lists and watches: what was answered is stored, nothing that somebody else has changed is overwritten, and
/// neither a silo nor the database takes a record along.
/// </summary>
public sealed class UserRecordTests
{
    private static readonly Symbol[] Symbols = [.. Enumerable.Range(0, 12).Select(i => Symbol.Parse($"S{i:D4}"))];

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedSource _source;

    public UserRecordTests() =>
        _source = new ScriptedSource(_time) { Listings = [.. Symbols.Select(symbol => new Listing(symbol))] };

    /// <summary>Two clusters on one database have two activations of each grain, as a cluster has while its membership changes.</summary>
    [Fact]
    public async Task Changes_by_two_activations_of_one_record_are_both_kept()
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using var one = await StartAsync(database, silos: 1);
        await using var other = await StartAsync(database, silos: 1);
        await one.Client.Watches.SetListAsync("tech", Symbols[..1], "note", default);

        await Task.WhenAll(Symbols.Select(
            (symbol, i) => (i % 2 == 0 ? one : other).Client.Watches.ChangeListAsync("tech", [symbol], [], default).AsTask()));
        await Task.WhenAll(Symbols.Select(
            (symbol, i) => (i % 2 == 0 ? one : other).Client.Watches.SetListAsync($"list-{i:D2}", [symbol], null, default).AsTask()));

        foreach (var cluster in new[] { one, other })
        {
            var lists = await cluster.Client.Watches.GetListsAsync(default);
            Assert.Equal(Symbols.Select((_, i) => $"list-{i:D2}").Append("tech"), lists.Select(list => list.Name));
            Assert.Equal(Symbols, lists[^1].Symbols.Order());
            Assert.Equal("note", lists[^1].Note);
        }
    }

    [Fact]
    public async Task Lists_are_those_of_the_user_and_reports_those_of_the_price_source()
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using (var one = await StartAsync(database, silos: 1))
        {
            await one.Client.Watches.SetListAsync("tech", Symbols[..1], null, default);
            await one.Client.Watches.SetWatchAsync("rising", Rising, null, default);
            Assert.NotNull((await one.Client.Watches.CheckWatchAsync("rising", default)).Report);
        }

        await using (var other = await ClusterUnderTest.StartAsync(
            new ScriptedSource(_time) { Name = "another", Listings = _source.Listings }, _time, database, silos: 1,
            new ClusterTestOptions(Service: "technic/another")))
        {
            Assert.Equal(Symbols[..1], (await other.Client.Watches.FindListAsync("tech", default))!.Symbols);
            Assert.Null((await other.Client.Watches.FindWatchAsync("rising", default))!.Report);
            Assert.True(await other.Client.Watches.DeleteWatchAsync("rising", default));
        }

        // A deleted watch has no report of any source: the same watch begins anew.
        await using var again = await StartAsync(database, silos: 1);
        Assert.Null((await again.Client.Watches.SetWatchAsync("rising", Rising, null, default)).Report);
    }

    [Fact]
    public async Task Checks_by_two_activations_at_once_have_the_same_news()
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using var one = await StartAsync(database, silos: 1);
        await using var other = await StartAsync(database, silos: 1);
        await one.Client.Watches.SetWatchAsync("rising", Rising, null, default);
        var first = (await one.Client.Watches.CheckWatchAsync("rising", default)).Report!;
        await other.Client.Watches.FindWatchAsync("rising", default);
        _time.Advance(TimeSpan.FromDays(1));

        var states = await Task.WhenAll(new[] { one, other, one, other }.Select(
            cluster => cluster.Client.Watches.CheckWatchAsync("rising", default).AsTask()));

        Assert.NotEmpty(states[0].Report!.Entered.Concat(states[0].Report!.Left.Select(left => left.Symbol)));
        foreach (var state in states)
        {
            Assert.Equal(first.AsOf, state.Report!.ComparedWith);
            Assert.Equal(states[0].Report!.Entered, state.Report.Entered);
            Assert.Equal(states[0].Report!.Left, state.Report.Left);
        }
    }

    [Fact]
    public async Task A_killed_silo_takes_no_list_along()
    {
        await using var cluster = await StartAsync(await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), silos: 3);
        foreach (var symbol in Symbols)
            await cluster.Client.Watches.SetListAsync($"list-{symbol.Text.ToLowerInvariant()}", [symbol], null, default);

        await cluster.KillSiloOfAsync(nameof(IUserRecordGrain)[1..]);
        var lists = await cluster.Client.Watches.GetListsAsync(default);
        foreach (var list in lists) await cluster.Client.Watches.ChangeListAsync(list.Name, [Symbol.Parse("NEW")], [], default);

        Assert.Equal(Symbols, lists.Select(list => list.Symbols[0]));
        Assert.All(await cluster.Client.Watches.GetListsAsync(default), list => Assert.Equal("NEW", list.Symbols[1].Text));
    }

    [Fact]
    public async Task A_change_that_the_database_does_not_take_is_not_answered_with_success()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var cluster = await StartAsync(await server.CreateDatabaseAsync(), silos: 1);
        await cluster.Client.Watches.SetListAsync("tech", Symbols[..1], null, default);
        await server.StopFastAsync();

        Assert.Equal(Symbols[..1], (await cluster.Client.Watches.FindListAsync("tech", default))!.Symbols);
        var problem = await Assert.ThrowsAsync<HistoryStoreException>(
            () => cluster.Client.Watches.ChangeListAsync("tech", Symbols[1..2], [], default).AsTask());

        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
        await server.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        SymbolList? found = null;
        while (found is null)
        {
            try
            {
                found = await cluster.Client.Watches.FindListAsync("tech", default);
            }
            catch (HistoryStoreException)
            {
                // The circuit breaker tries once in a while, by this clock.
                _time.Advance(TimeSpan.FromSeconds(6));
                await Task.Delay(200, limit.Token);
            }
        }
        Assert.Equal(Symbols[..1], found.Symbols);
    }

    [Fact]
    public async Task A_record_that_is_not_readable_is_an_error_and_stays_as_it_is()
    {
        var database = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        await using var cluster = await StartAsync(database, silos: 1);
        await cluster.Client.Watches.SetListAsync("tech", Symbols[..1], null, default);
        await PostgresServer.RunSqlAsync(
            database, "UPDATE technic_grain_state SET payload = 'damaged', version = version + 1 WHERE grain_key = 'list_tech'");

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(
            () => cluster.Client.Watches.SetListAsync("tech", Symbols[..2], null, default).AsTask());

        Assert.Equal("The stored list 'tech' has an unknown layout. It was not changed.", problem.Message);
        Assert.Equal("damaged", await PostgresServer.RunSqlAsync(
            database, "SELECT encode(payload, 'escape') FROM technic_grain_state WHERE grain_key = 'list_tech'"));
    }

    private static SavedScan Rising => SavedScan.Read("""{"where": "close > close[1]", "minDollarVolume": 0}"""u8.ToArray());

    private async Task<ClusterUnderTest> StartAsync(string database, int silos) => await ClusterUnderTest.StartAsync(
        _source, _time, database, silos, new ClusterTestOptions(ResponseTimeout: TimeSpan.FromSeconds(10)));
}
