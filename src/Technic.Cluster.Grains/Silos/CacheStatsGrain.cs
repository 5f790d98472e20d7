using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Client;
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

/// <summary>
/// Adds up what silos report. Reports are absolute, so that one that comes twice counts once; nothing here is on the way of a lookup. The
/// reports are persisted after the answers, so that those of dead silos outlive this grain's own silo; no answer waits for the database.
/// </summary>
[Reentrant]
internal sealed partial class CacheStatsGrain(
    IClusterMembershipService membership,
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage, TimeProvider time,
    ILogger<CacheStatsGrain> logger) : Grain, ICacheStatsGrain
{
    /// <summary>
    /// How long the report of a silo that is gone is kept on its own; afterwards it is a part of <see cref="ClusterTotals.Earlier"/>.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>How long the first answer of an activation waits for what an earlier one knew.</summary>
    private static readonly TimeSpan ReadWait = TimeSpan.FromMilliseconds(250);

    /// <summary>A living silo responds in milliseconds; one that does not is counted with its last report.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (SiloReport Report, DateTimeOffset At)> _reports = [];
    private GrainState<ClusterTotals> _row = new();
    private CacheStatistics _earlier = CacheStatistics.Zero;
    private bool _isRead;
    private Task _firstRead = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writing = ReadAsync();
        _firstRead = Task.WhenAny(_writing, Task.Delay(ReadWait, TimeProvider.System, CancellationToken.None));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _writing;

    Task ICacheStatsGrain.ReportAsync(SiloReport report, CancellationToken cancellationToken)
    {
        Enter(report);
        Persist();
        return Task.CompletedTask;
    }

    async Task<ClusterReport> ICacheStatsGrain.GetAsync(CancellationToken cancellationToken)
    {
        await _firstRead;
        var asked = await AskAsync((silo, token) => silo.ReportAsync(token), cancellationToken);
        foreach (var report in asked) Enter(report);
        Persist();
        var living = asked.Select(report => report.Silo).ToHashSet();
        return new ClusterReport(
            [.. asked.OrderBy(report => report.Name, StringComparer.Ordinal)],
            [.. _reports.Values.Select(kept => kept.Report).Where(report => !living.Contains(report.Silo)).Select(Remembered)
                .OrderBy(report => report.Name, StringComparer.Ordinal)],
            _earlier);
    }

    async Task<long> ICacheStatsGrain.ClearMemoryAsync(CancellationToken cancellationToken) =>
        (await AskAsync((silo, token) => silo.ClearMemoryAsync(token), cancellationToken)).Sum();

    private void Enter(SiloReport report)
    {
        var now = time.GetUtcNow();
        _reports[report.Silo] = (report, now);
        foreach (var (silo, kept) in _reports.Where(kept => now - kept.Value.At > Kept).ToArray())
        {
            _earlier += Remembered(kept.Report).Statistics;
            _reports.Remove(silo);
        }
    }

    /// <summary>
    /// Takes over what an earlier activation knew, unless no silo of that time lives: then the cluster began anew, and so do its
    /// statistics.
    /// </summary>
    private async Task ReadAsync()
    {
        try
        {
            var row = new GrainState<ClusterTotals>();
            await storage.ReadStateAsync(ClusterTotals.StateName, this.GetGrainId(), row);
            var isFirst = !_isRead;
            (_row, _isRead) = (row, true);
            if (!isFirst || row is not { RecordExists: true, State: { } known }) return;
            var living = Living().Select(member => member.SiloAddress.ToParsableString()).ToHashSet();
            if (!known.Reports.Exists(report => living.Contains(report.Silo))) return;
            _earlier += known.Earlier;
            foreach (var (report, at) in known.Reports.Zip(known.Times)) _reports.TryAdd(report.Silo, (report, at));
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(problem.Message);
        }
    }

    private void Persist()
    {
        if (_writing.IsCompleted) _writing = WriteAsync();
    }

    private async Task WriteAsync()
    {
        if (!_isRead) await ReadAsync();
        if (!_isRead) return;
        try
        {
            _row.State = new ClusterTotals
            {
                Reports = [.. _reports.Values.Select(kept => kept.Report)],
                Times = [.. _reports.Values.Select(kept => kept.At)],
                Earlier = _earlier,
            };
            await storage.WriteStateAsync(ClusterTotals.StateName, this.GetGrainId(), _row);
        }
        catch (InconsistentStateException)
        {
            // Another activation has written meanwhile. The next report brings what it had of living silos.
            await ReadAsync();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotWritten(problem.Message);
            // Whether it was written after all is unknown, and so is the version.
            await ReadAsync();
        }
    }

    private ClusterMember[] Living() => [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)];

    /// <summary>Asks every silo that is a member; one that is just dying is passed over.</summary>
    private async Task<ImmutableArray<T>> AskAsync<T>(
        Func<ISiloGrain, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        var members = Living();
        var answers = new List<T>(members.Length);
        var questions = Array.ConvertAll(members, member =>
            question(GrainFactory.GetGrain<ISiloGrain>(member.SiloAddress.ToParsableString()), cancellationToken)
                .WaitAsync(Patience, TimeProvider.System, cancellationToken));
        for (var i = 0; i < questions.Length; i++)
        {
            try
            {
                answers.Add(await questions[i]);
            }
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
            {
                LogSilent(members[i].Name, problem.Message);
            }
        }
        return [.. answers];
    }

    /// <summary>What a dead silo did still counts; what it held is gone.</summary>
    private static SiloReport Remembered(SiloReport report) =>
        report with { Statistics = report.Statistics with { CacheSize = 0, MemoryBytes = 0 } };

    [LoggerMessage(Level = LogLevel.Debug, Message = "The statistics of an earlier activation cannot be read: {Problem}")]
    private partial void LogNotRead(string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silos' reports were not stored: {Problem}")]
    private partial void LogNotWritten(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} did not respond: {Problem}")]
    private partial void LogSilent(string silo, string problem);
}
