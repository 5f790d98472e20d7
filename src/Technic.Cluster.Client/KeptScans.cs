using System.Runtime.CompilerServices;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Scans;

namespace Technic.Cluster.Client;

/// <summary>The kept scans of a cluster: each is a grain, so every client can follow it, read its rows and delete it.</summary>
internal sealed class KeptScans(IGrainFactory grains, ClusterEngineOptions options, TimeProvider time) : IKeptScans
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async ValueTask<KeptScan> StartScanAsync(ScanRequest request, string? owner, CancellationToken cancellationToken)
    {
        var command = new ScanCommand(request, Score: options.Methods.OwnScore);
        var answer = await Job(ScanJob.NewId()).StartAsync(command, owner, cancellationToken).ConfigureAwait(false);
        if (answer.Refused is { } complaint) throw new ScanRequestException(complaint);
        return answer.Scan ?? throw new TooManyScansException(answer.Busy!);
    }

    /// <inheritdoc/>
    public async ValueTask<KeptScan?> FindScanAsync(string id, CancellationToken cancellationToken) =>
        (await Job(id).GetAsync(cancellationToken).ConfigureAwait(false)).Scan;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KeptScan>> ListScansAsync(CancellationToken cancellationToken)
    {
        var entries = await grains.GetGrain<IScanJobsGrain>(0).ListAsync(cancellationToken).ConfigureAwait(false);
        var scans = await Task.WhenAll(entries.Select(entry => TryFindAsync(entry.Id, cancellationToken))).ConfigureAwait(false);
        return [.. scans.OfType<KeptScan>()];
    }

    /// <summary>The status of a scan; <c>null</c> also while its silo is dying.</summary>
    private async Task<KeptScan?> TryFindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await Job(id).GetAsync(cancellationToken).WaitAsync(options.SilenceOrDefault, time, cancellationToken)
                .ConfigureAwait(false)).Scan;
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RowRange?> GetScanRowsAsync(string id, int offset, int limit, CancellationToken cancellationToken) =>
        await Job(id).GetRowsAsync(offset, limit, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> FollowScanAsync(
        string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var losses = 0; ;)
        {
            string? loss;
            await using (var events = new WatchedStream<JobEvent>(
                token => Job(id).FollowAsync(after, token), options.SilenceOrDefault, time, cancellationToken))
            {
                while (await events.NextAsync().ConfigureAwait(false) is { } jobEvent)
                {
                    if (jobEvent.Id == 0) continue;
                    yield return jobEvent;
                    if (jobEvent.IsEnd) yield break;
                    (after, losses) = (jobEvent.Id, 0);
                }
                loss = events.Loss;
            }
            if (loss is null) yield break;
            // The grain is activated on another silo then, and reports the loss of the scan.
            if (++losses >= options.Attempts) throw new TimeoutException($"The silo of the scan does not respond: {loss}.");
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteScanAsync(string id, CancellationToken cancellationToken) =>
        await Job(id).DeleteAsync(cancellationToken).ConfigureAwait(false);

    private IScanJobGrain Job(string id) => grains.GetGrain<IScanJobGrain>(id);
}
