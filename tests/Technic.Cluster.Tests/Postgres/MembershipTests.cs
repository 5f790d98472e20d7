#pragma warning disable CS0618 // Newer builds of Orleans have the same methods with a token beside these; older ones have only these.
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Technic.Cluster.Client;
using Technic.Cluster.Grains;
using Technic.Cluster.Postgres;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>Orleans' rules for a table of members, against our queries.</summary>
public sealed class MembershipTests : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 3, 11, 20, 0, 0, DateTimeKind.Utc);
    private IHost _host = null!;
    private IMembershipTable _table = null!;
    private string _connection = "";

    public async Task InitializeAsync()
    {
        _connection = await (await PostgresServer.GetAsync()).CreateDatabaseAsync();
        (_host, _table) = await OpenAsync("one");
    }

    public Task DisposeAsync()
    {
        _host.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_new_cluster_has_a_version_and_no_members_however_often_it_is_made()
    {
        await _table.InitializeMembershipTable(tryInitTableVersion: true);

        var all = await _table.ReadAll();
        Assert.Equal("0", all.Version.VersionEtag);
        Assert.Empty(all.Members);
        Assert.Empty((await _table.ReadRow(Silo(1).SiloAddress)).Members);
    }

    [Fact]
    public async Task A_member_that_was_inserted_is_read_as_it_was()
    {
        var silo = Silo(1);
        Assert.True(await _table.InsertRow(silo, (await _table.ReadAll()).Version.Next()));

        var row = await _table.ReadRow(silo.SiloAddress);
        Assert.Equal("1", row.Version.VersionEtag);
        var member = Assert.Single(row.Members).Item1;
        Assert.Equal(
            (silo.SiloAddress, silo.SiloName, silo.HostName, silo.Status, silo.ProxyPort, silo.StartTime, silo.IAmAliveTime),
            (member.SiloAddress, member.SiloName, member.HostName, member.Status, member.ProxyPort, member.StartTime, member.IAmAliveTime));
        Assert.Empty((await _table.ReadRow(Silo(2).SiloAddress)).Members);
    }

    [Fact]
    public async Task An_insert_with_another_version_or_of_a_member_that_is_there_changes_nothing()
    {
        var version = (await _table.ReadAll()).Version;
        Assert.True(await _table.InsertRow(Silo(1), version.Next()));

        Assert.False(await _table.InsertRow(Silo(2), version.Next()));
        Assert.False(await _table.InsertRow(Silo(1), (await _table.ReadAll()).Version.Next()));

        var all = await _table.ReadAll();
        Assert.Equal("1", all.Version.VersionEtag);
        Assert.Single(all.Members);
    }

    [Fact]
    public async Task An_update_carries_status_and_suspicions_and_counts_the_version_up()
    {
        await InsertAsync(Silo(1));
        var silo = Silo(1);
        silo.Status = SiloStatus.Dead;
        silo.SuspectTimes =
            [Tuple.Create(Silo(2).SiloAddress, Start.AddSeconds(1)), Tuple.Create(Silo(3).SiloAddress, Start.AddSeconds(2))];
        var read = await _table.ReadRow(silo.SiloAddress);

        Assert.True(await _table.UpdateRow(silo, read.Members[0].Item2, read.Version.Next()));

        read = await _table.ReadRow(silo.SiloAddress);
        Assert.Equal("2", read.Version.VersionEtag);
        Assert.Equal(SiloStatus.Dead, read.Members[0].Item1.Status);
        Assert.Equal([Silo(2).SiloAddress, Silo(3).SiloAddress], read.Members[0].Item1.SuspectTimes!.Select(s => s.Item1));
    }

    [Fact]
    public async Task An_update_with_another_version_or_of_a_member_that_is_not_there_changes_nothing()
    {
        var old = (await _table.ReadAll()).Version;
        await InsertAsync(Silo(1));
        var silo = Silo(1);
        silo.Status = SiloStatus.Dead;

        Assert.False(await _table.UpdateRow(silo, "", old.Next()));
        Assert.False(await _table.UpdateRow(Silo(2), "", (await _table.ReadAll()).Version.Next()));

        var all = await _table.ReadAll();
        Assert.Equal("1", all.Version.VersionEtag);
        Assert.Equal(SiloStatus.Active, Assert.Single(all.Members).Item1.Status);
    }

    [Fact]
    public async Task Of_20_members_that_insert_themselves_at_once_with_one_version_one_succeeds()
    {
        var version = (await _table.ReadAll()).Version;

        var inserted = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => _table.InsertRow(Silo(i), version.Next()))));

        Assert.Equal(1, inserted.Count(success => success));
        var all = await _table.ReadAll();
        Assert.Equal("1", all.Version.VersionEtag);
        Assert.Single(all.Members);
    }

    [Fact]
    public async Task A_sign_of_life_is_kept_and_leaves_the_version_alone()
    {
        var silo = Silo(1);
        await InsertAsync(silo);
        silo.IAmAliveTime = Start.AddMinutes(5);

        await _table.UpdateIAmAlive(silo);

        var read = await _table.ReadRow(silo.SiloAddress);
        Assert.Equal(("1", Start.AddMinutes(5)), (read.Version.VersionEtag, read.Members[0].Item1.IAmAliveTime));
    }

    [Fact]
    public async Task Only_dead_members_without_a_sign_of_life_since_are_cleaned_up()
    {
        await InsertAsync(Silo(1));
        await InsertAsync(Silo(2, SiloStatus.Dead));
        await InsertAsync(Silo(3, SiloStatus.Dead, Start.AddHours(2)));

        await _table.CleanupDefunctSiloEntries(Start.AddHours(1));

        Assert.Equal([1, 3], (await _table.ReadAll()).Members.Select(m => m.Item1.SiloAddress.Generation).Order());
    }

    [Fact]
    public async Task Clusters_that_share_a_database_do_not_see_each_other()
    {
        await InsertAsync(Silo(1));
        var (host, other) = await OpenAsync("two");
        using var _ = host;

        Assert.Empty((await other.ReadAll()).Members);
        await other.DeleteMembershipTableEntries("two");
        Assert.Single((await _table.ReadAll()).Members);
        await _table.DeleteMembershipTableEntries("one");
        Assert.Empty((await _table.ReadAll()).Members);
    }

    private async Task InsertAsync(MembershipEntry silo) =>
        Assert.True(await _table.InsertRow(silo, (await _table.ReadAll()).Version.Next()));

    private static MembershipEntry Silo(int generation, SiloStatus status = SiloStatus.Active, DateTime? alive = null) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_111, generation),
        SiloName = $"silo {generation}",
        HostName = "host",
        Status = status,
        ProxyPort = 30_000,
        StartTime = Start,
        IAmAliveTime = alive ?? Start,
    };

    /// <summary>The table as a silo of a cluster sees it; the silo itself is not started.</summary>
    private async Task<(IHost Host, IMembershipTable Table)> OpenAsync(string cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.AddTechnicPostgres(new PostgresOptions { ConnectionString = _connection }, "test")
                .AddBatchingPostgresStorage(TechnicSilo.HistoryStorage);
            silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = ("technic", cluster));
        });
        var host = builder.Build();
        await host.Services.GetRequiredService<PostgresSchema>().ApplyAsync(CancellationToken.None);
        var table = host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        return (host, table);
    }
}
