using Technic.Cluster.Contracts;
using Technic.Core.Histories;

namespace Technic.Cluster.Grains;

/// <summary>What a <see cref="CacheStatsGrain"/> persists.</summary>
[GenerateSerializer, Alias("technic.ClusterTotals")]
internal sealed class ClusterTotals
{
    /// <summary>The name of the state.</summary>
    public const string StateName = "statistics";

    [Id(0)] public List<SiloReport> Reports { get; set; } = [];

    /// <summary>When each of them came, in the order of <see cref="Reports"/>.</summary>
    [Id(1)] public List<DateTimeOffset> Times { get; set; } = [];

    /// <summary>The totals of silos that are gone for longer than a day.</summary>
    [Id(2)] public CacheStatistics Earlier { get; set; } = CacheStatistics.Zero;
}

/// <summary>The last report of each silo of the cluster. Reports are absolute, so that one that comes twice counts once.</summary>
/// <param name="silos">The living silos.</param>
/// <param name="time">The clock.</param>
internal sealed class SiloReports(LivingSilos silos, TimeProvider time) : IBackgroundContent<ClusterTotals>
{
    /// <summary>
    /// How long the report of a silo that is gone is kept on its own; afterwards it is a part of <see cref="ClusterTotals.Earlier"/>.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Dictionary<string, (SiloReport Report, DateTimeOffset At)> _reports = [];
    private CacheStatistics _earlier = CacheStatistics.Zero;
    private bool _isMerged;

    public void Enter(SiloReport report)
    {
        var now = time.GetUtcNow();
        _reports[report.Silo] = (report, now);
        foreach (var (silo, kept) in _reports.Where(kept => now - kept.Value.At > Kept).ToArray())
        {
            _earlier += Remembered(kept.Report).Statistics;
            _reports.Remove(silo);
        }
    }

    /// <summary>The report of the cluster.</summary>
    /// <param name="living">The reports of the silos that have just responded.</param>
    public ClusterReport With(IReadOnlyList<SiloReport> living)
    {
        foreach (var report in living) Enter(report);
        var names = living.Select(report => report.Silo).ToHashSet();
        return new ClusterReport(
            [.. living.OrderBy(report => report.Name, StringComparer.Ordinal)],
            [.. _reports.Values.Select(kept => kept.Report).Where(report => !names.Contains(report.Silo)).Select(Remembered)
                .OrderBy(report => report.Name, StringComparer.Ordinal)],
            _earlier);
    }

    /// <summary>
    /// Takes over what an earlier activation knew, unless no silo of that time lives: then the cluster began anew, and so do its
    /// statistics. Later reads bring nothing: the next reports have what another activation knew of living silos.
    /// </summary>
    public void Merge(ClusterTotals? stored)
    {
        if (_isMerged) return;
        _isMerged = true;
        if (stored is null) return;
        var living = silos.Addresses.ToHashSet();
        if (!stored.Reports.Exists(report => living.Contains(report.Silo))) return;
        _earlier += stored.Earlier;
        foreach (var (report, at) in stored.Reports.Zip(stored.Times)) _reports.TryAdd(report.Silo, (report, at));
    }

    /// <inheritdoc/>
    public ClusterTotals Capture() => new()
    {
        Reports = [.. _reports.Values.Select(kept => kept.Report)],
        Times = [.. _reports.Values.Select(kept => kept.At)],
        Earlier = _earlier,
    };

    /// <inheritdoc/>
    public void Written(ClusterTotals state)
    {
        // Reports are absolute: what was written does not matter to them.
    }

    /// <summary>What a dead silo did still counts; what it held is gone.</summary>
    private static SiloReport Remembered(SiloReport report) =>
        report with { Statistics = report.Statistics with { CacheSize = 0, MemoryBytes = 0 } };
}
