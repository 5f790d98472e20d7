using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Watches;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Client;

/// <summary>How a client watches over the cluster.</summary>
/// <param name="Silence">
/// How long a silo may be silent before it counts as dead; it sends something every second. Default: six seconds.
/// </param>
/// <param name="Attempts">
/// How often a scan or lookup is begun, 1 or more, when its silo dies; everything fetched so far is kept. Default: three.
/// </param>
public sealed record ClusterEngineOptions(TimeSpan? Silence = null, int Attempts = 3)
{
    /// <summary>
    /// The functions and the score of this process; the silos must have the same ones. Register them as a service too: rows that arrive are
    /// explained by them, and Technic.Web reads requests with them.
    /// </summary>
    public ScanMethods Methods { get; init; } = ScanMethods.BuiltIn;

    public TimeSpan SilenceOrDefault => Silence ?? TimeSpan.FromSeconds(6);

    /// <summary>
    /// The options for work that is only repeated when its silo dies: enough attempts for the time in which the others notice that.
    /// </summary>
    public ClusterEngineOptions Patient => this with { Attempts = Math.Max(Attempts, PatientAttempts) };

    private const int PatientAttempts = 12;
}

/// <summary>Engine 2 as its clients see it: the engine port over grains.</summary>
public sealed partial class ClusterEngine(
    IGrainFactory grains, ClusterEngineOptions options, TimeProvider time, ILogger<ClusterEngine> logger)
    : IScanEngine, IStudyEngine, IWatchEngine, IAdjustedHistories, IEngineStatusSource, IMarketReference, ICompanyImport, IProviderApi
{
    private static readonly TimeSpan StatisticsLimit = TimeSpan.FromSeconds(2);

    private readonly FollowedCalls _calls = new(options, time);
    private readonly FollowedCalls _studies = new(options.Patient, time);
    private volatile CacheStatistics _lastKnown = CacheStatistics.Zero;

    /// <summary>The scans that the cluster keeps.</summary>
    public IKeptScans KeptScans { get; } = new KeptScans(grains, options, time);

    /// <summary>The studies that the cluster keeps.</summary>
    public IKeptStudies KeptStudies { get; } = new KeptStudies(grains, options, time);

    /// <summary>The lists of symbols and the watches of the cluster.</summary>
    public IWatches Watches { get; } = new ClusterWatches(grains, options, time);

    IWatches? IWatchEngine.Watches => Watches;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StudyResult>> StudyAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken)
    {
        var (grain, step) = (grains.GetGrain<IStudyGrain>(Guid.NewGuid()), (string?)null);
        return await _studies.RunAsync(AskAsync, cancellationToken).ConfigureAwait(false);

        async Task<StudyResult[]?> AskAsync(Guid call, CancellationToken token)
        {
            var answer = await grain.StudyAsync(call, [.. requests], token).ConfigureAwait(false);
            if (answer.Step is { } next && next != step) progress(step = next);
            return answer.OrThrow();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PresetStudy>> GetPresetStudiesAsync(CancellationToken cancellationToken) =>
        (await PresetStudies.GetAsync(cancellationToken).ConfigureAwait(false)).OrThrow();

    /// <inheritdoc/>
    public async Task KeepPresetStudyAsync(string preset, StudyResult study, CancellationToken cancellationToken) =>
        (await PresetStudies.KeepAsync(preset, study with { Events = [], HasEvents = false }, cancellationToken).ConfigureAwait(false))
        .OrThrow();

    private IPresetStudiesGrain PresetStudies => grains.GetGrain<IPresetStudiesGrain>(0);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScanUpdate> ScanAsync(
        ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var delivered = new DeliveredUpdates();
        var command = new ScanCommand(request, Guid.NewGuid(), Score: options.Methods.OwnScore);
        for (var attempt = 1; ; attempt++)
        {
            var begun = command;
            string loss;
            await using (var events = new WatchedStream<ScanEvent>(
                token => grains.GetGrain<IScanGrain>(Guid.NewGuid()).ScanAsync(begun, token), options.SilenceOrDefault, time,
                cancellationToken))
            {
                while (await events.NextAsync().ConfigureAwait(false) is { } scanEvent)
                {
                    if (scanEvent.RetriesLeft is { } left) command = command with { Retries = left };
                    if (scanEvent.ToUpdate() is not { } update || delivered.Add(update) is not { } news) continue;
                    yield return news;
                    if (news.Ends(request)) yield break;
                }
                loss = events.Loss ?? "it ended early";
            }
            if (attempt >= options.Attempts)
                throw new ScanFailedException($"The scan was lost {attempt} times with the silo that ran it: {loss}.");
            LogLost(attempt, loss);
            command = command with { IsRepeated = true };
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IPriceHistoryGrain>(key.ToString());
        return (await _calls.RunAsync(grain.GetAsync, cancellationToken).ConfigureAwait(false)).Lookup;
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryLookup> GetHistoryAsync(
        PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IPriceHistoryGrain>(key.ToString());
        var answer = await _calls.RunAsync((call, token) => grain.GetAdjustedAsync(call, adjustment, token), cancellationToken)
            .ConfigureAwait(false);
        return answer.OrThrow();
    }

    /// <summary>
    /// The statistics; the last known ones when the cluster does not respond in time, because a finished scan must not be lost for them.
    /// </summary>
    public async ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = GetReportAsync(cancellationToken).WaitAsync(StatisticsLimit, TimeProvider.System, cancellationToken);
            _lastKnown = (await report.ConfigureAwait(false)).Total();
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            LogNoStatistics(problem.Message);
        }
        return _lastKnown;
    }

    /// <summary>The statistics silo by silo.</summary>
    public Task<ClusterReport> GetReportAsync(CancellationToken cancellationToken) =>
        grains.GetGrain<ICacheStatsGrain>(0).GetAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) =>
        await grains.GetGrain<ICacheStatsGrain>(0).ClearMemoryAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetListingsAsync(call, token), cancellationToken).ConfigureAwait(false))
        .Listings ?? [];

    /// <inheritdoc/>
    public async ValueTask ImportCompaniesAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken)
    {
        var answer = grains.GetGrain<IMarketGrain>(0).ImportCompaniesAsync([.. companies], cancellationToken);
        (await answer.ConfigureAwait(false)).OrThrow();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetKnownListingsAsync(call, token), cancellationToken).ConfigureAwait(false))
        .Listings ?? [];

    /// <inheritdoc/>
    public async ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetSessionAsync(call, day, token), cancellationToken).ConfigureAwait(false))
        .Session?.ToSession();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetSplitsAsync(call, from, token), cancellationToken).ConfigureAwait(false))
        .Splits;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetDividendsAsync(call, from, token), cancellationToken)
            .ConfigureAwait(false)).Dividends;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetDaysAsync(call, token), cancellationToken).ConfigureAwait(false)).Days;

    /// <inheritdoc/>
    public async ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.AuditAsync(call, token), cancellationToken).ConfigureAwait(false)).Audit;

    /// <inheritdoc/>
    public async ValueTask<ProviderAnswer?> GetFromProviderAsync(string path, CancellationToken cancellationToken) =>
        (await AskMarketAsync((market, call, token) => market.GetFromProviderAsync(call, path, token), cancellationToken)
            .ConfigureAwait(false)).Provider;

    /// <inheritdoc/>
    public async ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IMarketDayGrain>(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var caller = Guid.NewGuid();
        while (true)
        {
            var answer = await grain.ReloadAsync(caller, cancellationToken).ConfigureAwait(false);
            if (!answer.IsDone) continue;
            if (answer.Problem is { } problem) throw new ScanFailedException(problem);
            await ClearMemoryAsync(cancellationToken).ConfigureAwait(false);
            return answer.Requests;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EngineStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
#pragma warning disable CA2016 // Not every build of Orleans takes a token here; the wait below has it.
        var (asked, members, counted) =
            (GetReportAsync(cancellationToken), management.GetDetailedHosts(onlyActive: true), management.GetSimpleGrainStatistics());
#pragma warning restore CA2016
        await Task.WhenAll(asked, members, counted).WaitAsync(cancellationToken).ConfigureAwait(false);
        var report = await asked.ConfigureAwait(false);
        var started = (await members.ConfigureAwait(false))
            .ToDictionary(member => member.SiloAddress.ToParsableString(), member => member.StartTime);
        var activations = (await counted.ConfigureAwait(false)).ToLookup(count => count.SiloAddress.ToParsableString());
        return new EngineStatus(
            EngineKind.Cluster,
            [
                .. report.Living.Select(silo => Alive(silo, started, activations[silo.Silo])),
                .. report.Dead.Select(silo => Process(silo, isAlive: false)),
            ]);
    }

    private async Task<MarketAnswer> AskMarketAsync(
        Func<IMarketGrain, Guid, CancellationToken, Task<MarketAnswer?>> ask, CancellationToken cancellationToken)
    {
        var market = grains.GetGrain<IMarketGrain>(0);
        return (await _calls.RunAsync((call, token) => ask(market, call, token), cancellationToken).ConfigureAwait(false)).OrThrow();
    }

    private static EngineProcess Alive(SiloReport silo, Dictionary<string, DateTime> started, IEnumerable<SimpleGrainStatistic> counted) =>
        Process(silo, isAlive: true) with
        {
            StartedAt = started.TryGetValue(silo.Silo, out var start)
                ? new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc))
                : null,
            Activations = counted.GroupBy(count => GrainName(count.GrainType), count => count.ActivationCount)
                .Where(type => type.Key is not null).OrderBy(type => type.Key, StringComparer.Ordinal)
                .ToDictionary(type => type.Key!, type => type.Sum()),
        };

    private static EngineProcess Process(SiloReport silo, bool isAlive) => new(silo.Name, Endpoint(silo.Silo), isAlive, silo.Statistics);

    /// <summary>
    /// The class name in <c>Technic.Cluster.Grains.ScanGrain,Technic.Cluster.Grains</c>; <c>null</c> for a grain of another assembly.
    /// </summary>
    private static string? GrainName(string type)
    {
        var name = type.Split(',')[0];
        return name.StartsWith("Technic.", StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..] : null;
    }

    /// <summary>A silo's address as a person writes it, <c>10.0.0.7:11111</c>; the generation behind it is Orleans' own.</summary>
    private static string Endpoint(string silo) => SiloAddress.FromParsableString(silo).Endpoint.ToString();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scan lost in attempt {Attempt}, it starts again: {Loss}")]
    private partial void LogLost(int attempt, string loss);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The statistics are not up to date, because the cluster did not respond: {Problem}")]
    private partial void LogNoStatistics(string problem);

    /// <summary>The updates that the caller has, so that a scan that is begun again repeats none.</summary>
    private sealed class DeliveredUpdates
    {
        private readonly HashSet<Symbol> _rows = [];
        private bool _started;

        /// <summary>Returns what is new in an update; <c>null</c> for nothing.</summary>
        public ScanUpdate? Add(ScanUpdate update)
        {
            switch (update)
            {
                case ScanStarted when _started: return null;
                case ScanStarted: _started = true; return update;
                case ScanRows rows:
                    var news = rows.Rows.Where(row => _rows.Add(row.Symbol)).ToArray();
                    return news.Length == 0 ? null : new ScanRows(news);
                default: return update;
            }
        }
    }
}
