using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Core.Watches;

namespace Technic.Embedded;

/// <summary>Checks the watches of an engine when a session has been published or has become final (<see cref="WatchSchedule"/>).</summary>
internal sealed class WatchTimer : IAsyncDisposable
{
    /// <summary>The time between two looks at the watches.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly WatchRound _round;
    private readonly Func<DateOnly> _newest;
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;

    /// <param name="watches">The watches.</param>
    /// <param name="newest">The newest session that the price source can have.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="logger">The log.</param>
    public WatchTimer(IWatches watches, Func<DateOnly> newest, MarketClock clock, ILogger<WatchRound> logger)
    {
        (_round, _newest) = (new WatchRound(watches, clock, logger), newest);
        _timer = clock.Time.CreateTimer(_ => Check(), null, Interval, Interval);
    }

    /// <summary>The last look at the watches, with the checks that it began; completed if none runs.</summary>
    public Task Current { get; private set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        Task current;
        lock (_gate) current = Current;
        await current.ConfigureAwait(false);
        _ending.Dispose();
    }

    private void Check()
    {
        lock (_gate)
        {
            if (Current.IsCompleted && !_ending.IsCancellationRequested) Current = CheckAsync(_ending.Token);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await _round.RunAsync(_newest, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The engine ends.
        }
    }
}
