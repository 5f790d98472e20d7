using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>Scans that the cluster keeps for all its clients, within limits.</summary>
public sealed class KeptScanTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedSource _source;

    public KeptScanTests() => _source = new ScriptedSource(_time);

    private static ScanRequest Request { get; } = new()
    {
        Universe = new Universe([.. Enumerable.Range(0, 25).Select(i => new Listing(Symbol.Parse($"S{i:D4}")))]),
        Top = 0,
        MinDollarVolume = 0,
    };

    [Fact]
    public async Task A_kept_scan_has_its_events_rows_and_summary_until_it_is_deleted()
    {
        await using var cluster = await StartAsync();
        var scans = cluster.Client.KeptScans;
        var begun = await scans.StartScanAsync(Request, "me", default);

        var events = await EventsAsync(scans, begun.Id);
        var again = await EventsAsync(scans, begun.Id, events[^2].Id);
        var ended = await scans.FindScanAsync(begun.Id, default);
        var rows = await scans.GetScanRowsAsync(begun.Id, 20, 10, default);

        Assert.Equal((ScanState.Running, "me"), (begun.State, begun.Owner));
        Assert.IsType<ScanStarted>(events[0].Update);
        var run = Assert.IsType<ScanCompleted>(events[^1].Update).Result;
        Assert.NotNull(events[^1].Statistics);
        Assert.Equal(events.Select(each => each.Id).Order().Distinct(), events.Select(each => each.Id));
        Assert.Equal(events[^1].Id, Assert.Single(again).Id);
        Assert.Equal(
            (ScanState.Completed, 25, 25, true),
            (ended!.State, ended.Rows, ended.Summary!.Ranked, ended.HasEndedAfter(events[^1].Id)));
        Assert.Equal(25, rows!.Total);
        Assert.Equal(run.Rows.Skip(20), rows.Rows);
        await scans.DeleteScanAsync(begun.Id, default);
        Assert.Null(await scans.FindScanAsync(begun.Id, default));
        Assert.Empty(await scans.ListScansAsync(default));
        Assert.Equal([JobEvent.UnknownScan], await EventsAsync(scans, begun.Id));
        Assert.Equal([JobEvent.UnknownScan], await EventsAsync(scans, "unknown"));
    }

    [Fact]
    public async Task A_deleted_scan_ends_for_its_readers_and_its_requests_end()
    {
        await using var cluster = await StartAsync();
        _source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        var scans = cluster.Client.KeptScans;
        var begun = await scans.StartScanAsync(Request, null, default);
        await using var reader = scans.FollowScanAsync(begun.Id, 0, default).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 25, Patience));

        await scans.DeleteScanAsync(begun.Id, default);

        while (!reader.Current.IsEnd) Assert.True(await reader.MoveNextAsync());
        Assert.Equal(JobFailure.OfCancelled("scan"), reader.Current.Failure);
        Assert.True(SpinWait.SpinUntil(() => _source.InFlight == 0, Patience));
    }

    [Fact]
    public async Task Only_so_many_run_and_are_kept_and_they_expire()
    {
        await using var cluster = await StartAsync(new KeptScanLimits(Running: 2, Kept: 3, Retention: TimeSpan.FromMinutes(5)));
        var gate = new TaskCompletionSource();
        _source.Hold = (_, token) => gate.Task.WaitAsync(token);
        var scans = cluster.Client.KeptScans;
        var ids = new List<string>
        {
            (await scans.StartScanAsync(Request, null, default)).Id,
            (await scans.StartScanAsync(Request, null, default)).Id,
        };

        var busy = await Assert.ThrowsAsync<TooManyScansException>(async () => await scans.StartScanAsync(Request, null, default));
        gate.SetResult();
        foreach (var id in ids) await EventsAsync(scans, id);
        for (var i = 0; i < 3; i++) ids.Add(await RunAsync(scans));
        var kept = await scans.ListScansAsync(default);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("Too many running kept scans (limit 2). Try again later.", busy.Message);
        Assert.Equal(Enumerable.Reverse(ids).Take(3), kept.Select(scan => scan.Id));
        Assert.Null(await scans.FindScanAsync(ids[0], default));
        Assert.Empty(await scans.ListScansAsync(default));
        Assert.Null(await scans.FindScanAsync(ids[^1], default));
    }

    [Fact]
    public async Task A_removed_scan_is_not_brought_back_by_its_late_end_and_is_forgotten_after_the_retention()
    {
        await using var cluster = await StartAsync(new KeptScanLimits(Retention: TimeSpan.FromMinutes(5)));
        var jobs = cluster.Cluster.Client.GetGrain<IScanJobsGrain>(0);
        var entry = new JobEntry("a", "me", _time.GetUtcNow());
        await jobs.EnterAsync(entry);
        await jobs.RemoveAsync("a");
        // This call returns when the list is stored, now without the removed scan.
        await jobs.EnterAsync(entry with { Id = "b" });

        await jobs.EndAsync(entry with { EndedAt = _time.GetUtcNow() });
        Assert.Null(await jobs.FindAsync("a"));

        _time.Advance(TimeSpan.FromMinutes(5));
        await jobs.EndAsync(entry with { EndedAt = _time.GetUtcNow() });
        Assert.Equal("a", (await jobs.FindAsync("a"))?.Id);
    }

    [Fact]
    public async Task A_scan_whose_silo_was_killed_says_so_in_its_status_and_to_its_readers()
    {
        await using var cluster = await StartAsync();
        _source.Hold = (_, token) => Task.Delay(Timeout.Infinite, token);
        var scans = cluster.Client.KeptScans;
        var begun = await scans.StartScanAsync(Request, "me", default);
        var management = cluster.Cluster.Client.GetGrain<IManagementGrain>(0);
        var address = await management.GetActivationAddress(cluster.Cluster.Client.GetGrain<IScanJobGrain>(begun.Id));
        var reading = EventsAsync(scans, begun.Id);

        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(address)));
        await cluster.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        var status = await scans.FindScanAsync(begun.Id, default);

        const string lost = "The scan was lost with the silo that kept it. Start it again; the prices that it has loaded are stored.";
        Assert.Equal((ScanState.Failed, "me", lost), (status!.State, status.Owner, status.Failure?.Message));
        Assert.Equal(lost, (await reading.WaitAsync(Patience))[^1].Failure?.Message);
        Assert.Equal(begun.Id, Assert.Single(await scans.ListScansAsync(default)).Id);
    }

    private async Task<string> RunAsync(IKeptScans scans)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        // The end of an earlier scan is entered shortly after its last event.
        while (true)
        {
            try
            {
                var id = (await scans.StartScanAsync(Request, null, default)).Id;
                await EventsAsync(scans, id);
                return id;
            }
            catch (TooManyScansException)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task<List<JobEvent>> EventsAsync(IKeptScans scans, string id, long after = 0)
    {
        using var patience = new CancellationTokenSource(Patience);
        var events = new List<JobEvent>();
        await foreach (var jobEvent in scans.FollowScanAsync(id, after, patience.Token)) events.Add(jobEvent);
        return events;
    }

    private async Task<ClusterUnderTest> StartAsync(KeptScanLimits? limits = null) => await ClusterUnderTest.StartAsync(
        _source, _time, await (await PostgresServer.GetAsync()).CreateDatabaseAsync(), options: new ClusterTestOptions(Scans: limits));
}
