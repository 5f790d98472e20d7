using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// Adds up what silos report. Reports are absolute, so that one that comes twice counts once; nothing here is on the way of a lookup.
/// </summary>
[Reentrant]
internal sealed partial class CacheStatsGrain(IClusterMembershipService membership, TimeProvider time, ILogger<CacheStatsGrain> logger) : Grain, ICacheStatsGrain
{
    /// <summary>A living silo answers in milliseconds; one that does not is counted with its last report.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, SiloReport> _reports = [];

    Task ICacheStatsGrain.ReportAsync(SiloReport report, CancellationToken cancellationToken)
    {
        _reports[report.Silo] = report;
        return Task.CompletedTask;
    }

    async Task<ClusterReport> ICacheStatsGrain.GetAsync(CancellationToken cancellationToken)
    {
        var asked = await AskAsync((silo, token) => silo.ReportAsync(token), cancellationToken);
        foreach (var report in asked) _reports[report.Silo] = report;
        var living = asked.Select(report => report.Silo).ToHashSet();
        return new ClusterReport(
            [.. asked.OrderBy(report => report.Name, StringComparer.Ordinal)],
            [.. _reports.Values.Where(report => !living.Contains(report.Silo)).Select(Remembered).OrderBy(report => report.Name, StringComparer.Ordinal)]);
    }

    async Task<long> ICacheStatsGrain.ClearMemoryAsync(CancellationToken cancellationToken) =>
        (await AskAsync((silo, token) => silo.ClearMemoryAsync(token), cancellationToken)).Sum();

    /// <summary>Asks every silo that is a member; one that is just dying is passed over.</summary>
    private async Task<ImmutableArray<T>> AskAsync<T>(Func<ISiloGrain, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        var members = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).ToArray();
        var answers = new List<T>(members.Length);
        var questions = Array.ConvertAll(members, member =>
            question(GrainFactory.GetGrain<ISiloGrain>(member.SiloAddress.ToParsableString()), cancellationToken).WaitAsync(Patience, time, cancellationToken));
        for (var i = 0; i < questions.Length; i++)
        {
            try
            {
                answers.Add(await questions[i]);
            }
            catch (Exception problem) when (WatchedStream<SiloReport>.IsLoss(problem, cancellationToken))
            {
                LogSilent(members[i].Name, problem.Message);
            }
        }
        return [.. answers];
    }

    /// <summary>What a dead silo did still counts; what it held is gone.</summary>
    private static SiloReport Remembered(SiloReport report) => report with { Statistics = report.Statistics with { CacheSize = 0, MemoryBytes = 0 } };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} did not answer: {Problem}")]
    private partial void LogSilent(string silo, string problem);
}
