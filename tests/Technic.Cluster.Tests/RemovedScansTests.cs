using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Contracts;
using Technic.Cluster.Grains;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>How long the list of kept scans remembers the removed ones.</summary>
public sealed class RemovedScansTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly RemovedScans _removed;

    public RemovedScansTests() => _removed = new RemovedScans(Retention, _time);

    [Fact]
    public void Only_the_scans_that_were_removed_within_the_retention_are_in_memory()
    {
        for (var i = 0; i < 5_000; i++)
        {
            _removed.Add($"scan{i}");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(900, _removed.Count);
        Assert.True(_removed.Contains("scan4999"));
        Assert.True(_removed.Contains("scan4101"));
        Assert.False(_removed.Contains("scan4100"));
    }

    [Fact]
    public void A_scan_that_the_stored_list_may_contain_is_remembered_until_a_read_or_write_shows_that_it_does_not()
    {
        _removed.SetStored([Entry("read")]);
        _removed.AddStored([Entry("written")]);
        foreach (var id in (string[])["read", "written", "neither"]) _removed.Add(id);
        _time.Advance(Retention);
        _removed.Add("later");

        Assert.Equal(3, _removed.Count);
        Assert.True(_removed.Contains("read"));
        Assert.True(_removed.Contains("written"));
        Assert.False(_removed.Contains("neither"));

        _removed.SetStored([Entry("written")]);

        Assert.False(_removed.Contains("read"));
        Assert.True(_removed.Contains("written"));
    }

    private static JobEntry Entry(string id) => new(id, null, Clocks.WednesdayEvening);
}
