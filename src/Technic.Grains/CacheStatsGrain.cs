using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Core;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>What a <see cref="CacheStatsGrain"/> knows of the silos.</summary>
[GenerateSerializer, Alias("technic.CacheStatsState")]
internal sealed class CacheStatsState
{
    [Id(0)] public List<SiloReport> Reports { get; set; } = [];
}

/// <summary>
/// Adds up what silos report. Reports are absolute, so that one that comes twice counts once; nothing here is on the way of a lookup.
/// The reports are persisted behind the answers, so that those of dead silos outlive this grain's own silo; a database that is away costs only that.
/// </summary>
[Reentrant]
internal sealed partial class CacheStatsGrain(
    IClusterMembershipService membership, IServiceProvider services, TimeProvider time, ILogger<CacheStatsGrain> logger) : Grain, ICacheStatsGrain
{
    /// <summary>How long an answer waits for its reports to be persisted.</summary>
    private static readonly TimeSpan WriteWait = TimeSpan.FromMilliseconds(500);

    /// <summary>A living silo answers in milliseconds; one that does not is counted with its last report.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, SiloReport> _reports = [];
    private StateStorageBridge<CacheStatsState> _state = null!;
    private Task? _reading;
    private Task _writing = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var storage = services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
        _state = new StateStorageBridge<CacheStatsState>("cache-stats", GrainContext, storage);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _writing;

    async Task ICacheStatsGrain.ReportAsync(SiloReport report, CancellationToken cancellationToken)
    {
        await (_reading ??= ReadAsync());
        _reports[report.Silo] = report;
        await PersistAsync();
    }

    async Task<ClusterReport> ICacheStatsGrain.GetAsync(CancellationToken cancellationToken)
    {
        await (_reading ??= ReadAsync());
        var asked = await AskAsync((silo, token) => silo.ReportAsync(token), cancellationToken);
        foreach (var report in asked) _reports[report.Silo] = report;
        await PersistAsync();
        var living = asked.Select(report => report.Silo).ToHashSet();
        return new ClusterReport(
            [.. asked.OrderBy(report => report.Name, StringComparer.Ordinal)],
            [.. _reports.Values.Where(report => !living.Contains(report.Silo)).Select(Remembered).OrderBy(report => report.Name, StringComparer.Ordinal)]);
    }

    async Task<long> ICacheStatsGrain.ClearMemoryAsync(CancellationToken cancellationToken) =>
        (await AskAsync((silo, token) => silo.ClearMemoryAsync(token), cancellationToken)).Sum();

    /// <summary>Learns what an earlier activation knew, unless no silo of that time lives: then the cluster began anew, and so do its statistics.</summary>
    private async Task ReadAsync()
    {
        try
        {
            await _state.ReadStateAsync();
            var known = _state.RecordExists ? _state.State?.Reports ?? [] : [];
            var living = Living().Select(member => member.SiloAddress.ToParsableString()).ToHashSet();
            if (!known.Exists(report => living.Contains(report.Silo))) return;
            foreach (var report in known) _reports.TryAdd(report.Silo, report);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(problem.Message);
        }
    }

    private async Task PersistAsync()
    {
        if (_writing.IsCompleted) _writing = WriteAsync();
        await Task.WhenAny(_writing, Task.Delay(WriteWait, TimeProvider.System));
    }

    private async Task WriteAsync()
    {
        try
        {
            _state.State = new CacheStatsState { Reports = [.. _reports.Values] };
            await _state.WriteStateAsync();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Perhaps another activation has written meanwhile: what it knows is learnt with the next report.
            _reading = null;
            LogNotWritten(problem.Message);
        }
    }

    private ClusterMember[] Living() => [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)];

    /// <summary>Asks every silo that is a member; one that is just dying is passed over.</summary>
    private async Task<ImmutableArray<T>> AskAsync<T>(Func<ISiloGrain, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        var members = Living();
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "What an earlier activation knew of the silos is not known: {Problem}")]
    private partial void LogNotRead(string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silos' reports were not persisted: {Problem}")]
    private partial void LogNotWritten(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} did not answer: {Problem}")]
    private partial void LogSilent(string silo, string problem);
}
