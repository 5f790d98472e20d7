using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Provider;

namespace Technic.Cluster.Grains;

/// <summary>
/// This silo's share of the cluster's quota. Whoever waits is served in order; permits are leased from the quota's grain in batches of as
/// many as wait, and when the grain cannot be reached nothing is sent.
/// </summary>
public sealed partial class ClusterQuota : IRequestQuota, IAsyncDisposable
{
    private const int LargestLease = 200;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly string _source;
    private readonly int _requestsPerMinute;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterQuota> _logger;
    private readonly Channel<Waiter> _waiters = Channel.CreateUnbounded<Waiter>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _pump;
    private long _pauseTicks;

    /// <param name="grains">Reaches the quota's grain.</param>
    /// <param name="source">The source's name: one quota a name.</param>
    /// <param name="requestsPerMinute">The quota of the whole cluster, 1 or more.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="logger">Hears when the grain cannot be reached.</param>
    public ClusterQuota(IGrainFactory grains, string source, int requestsPerMinute, TimeProvider time, ILogger<ClusterQuota> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requestsPerMinute, 1);
        (_grains, _source, _requestsPerMinute, _time, _logger) = (grains, source, requestsPerMinute, time, logger);
        _pump = Task.Run(PumpAsync);
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var waiter = new Waiter();
        await using var leaving = cancellationToken.UnsafeRegister(static w => ((Waiter)w!).Leave(), waiter).ConfigureAwait(false);
        if (!_waiters.Writer.TryWrite(waiter)) throw new ObjectDisposedException(nameof(ClusterQuota));
        await waiter.Turn.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Tells the cluster with the next lease; this silo pauses at once.</summary>
    public void SlowDown(TimeSpan pause)
    {
        long told;
        do told = Interlocked.Read(ref _pauseTicks);
        while (pause.Ticks > told && Interlocked.CompareExchange(ref _pauseTicks, pause.Ticks, told) != told);
    }

    public async ValueTask DisposeAsync()
    {
        _waiters.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        var waiting = new Queue<Waiter>();
        try
        {
            while (await _waiters.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
            {
                do
                {
                    while (_waiters.Reader.TryRead(out var waiter)) waiting.Enqueue(waiter);
                    await ServeAsync(waiting).ConfigureAwait(false);
                }
                while (waiting.Count > 0);
            }
        }
        finally
        {
            _waiters.Writer.TryComplete();
            while (waiting.TryDequeue(out var waiter)) waiter.Leave();
            while (_waiters.Reader.TryRead(out var waiter)) waiter.Leave();
        }
    }

    private async Task ServeAsync(Queue<Waiter> waiting)
    {
        while (waiting.TryPeek(out var first) && first.HasLeft) waiting.Dequeue();
        if (waiting.Count == 0) return;
        var wait = RetryAfter;
        try
        {
            var grain = _grains.GetGrain<IQuotaGrain>(_source);
            var pause = Interlocked.Exchange(ref _pauseTicks, 0);
            if (pause > 0) await grain.SlowDownAsync(new TimeSpan(pause), _stopping.Token).ConfigureAwait(false);
            var lease = await grain.LeaseAsync(
                Math.Min(waiting.Count, LargestLease), _requestsPerMinute, _stopping.Token).ConfigureAwait(false);
            for (var permits = lease.Permits; permits > 0 && waiting.TryDequeue(out var waiter);)
            {
                if (waiter.Go()) permits--;
            }
            if (lease.Permits > 0) return;
            wait = lease.Wait > RetryAfter ? lease.Wait : RetryAfter;
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, _stopping.Token))
        {
            LogUnreachable(_source, problem.Message);
        }
        await Task.Delay(wait, _time, _stopping.Token).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The quota of {Source} cannot be reached, nothing is sent meanwhile: {Problem}")]
    private partial void LogUnreachable(string source, string problem);

    /// <summary>Waits until it is its turn, or leaves; whichever comes first.</summary>
    private sealed class Waiter
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _ended;

        public Task Turn => _turn.Task;

        public bool HasLeft => Volatile.Read(ref _ended) != 0;

        /// <returns>Whether it was still waiting.</returns>
        public bool Go() => End(static turn => turn.TrySetResult());

        public void Leave() => End(static turn => turn.TrySetCanceled());

        private bool End(Action<TaskCompletionSource> how)
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0) return false;
            how(_turn);
            return true;
        }
    }
}
