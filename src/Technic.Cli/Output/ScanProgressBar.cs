using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Shows the progress of a scan on a terminal. Without a terminal, it only announces a long scan.</summary>
internal sealed class ScanProgressBar(Terminal terminal, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartDelay = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);

    private ScanPlanned? _plan;
    private TimeSpan _planned;
    private int _doneBefore;
    private ScanProgress? _last;
    private long? _shownAt;

    /// <summary>Runs a scan to its end and shows its progress.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">The scan request.</param>
    /// <param name="shell">The terminal and the clock.</param>
    /// <param name="begin">Called when the scan starts.</param>
    /// <param name="early">Called with each provisional result.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <returns>The result, and the load plan; <c>null</c> if all price histories were in memory.</returns>
    public static async Task<(ScanResult Result, LoadPlan? Plan)> FollowAsync(
        IScanEngine engine, ScanRequest request, Shell shell, Action<ScanStarted>? begin, Action<ScanProvisional>? early,
        CancellationToken cancellationToken)
    {
        using var bar = new ScanProgressBar(shell.Terminal, shell.Time);
        await foreach (var update in engine.ScanAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (update is ScanCompleted completed) return (completed.Result, bar._plan?.Plan);
            if (update is ScanStarted started) begin?.Invoke(started);
            if (update is ScanProvisional provisional)
            {
                shell.Terminal.Status(null);
                early?.Invoke(provisional);
            }
            bar.Show(update);
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    public void Show(ScanUpdate update)
    {
        switch (update)
        {
            case ScanPlanned plan:
                (_plan, _planned, _doneBefore) = (plan, _last?.Elapsed ?? TimeSpan.Zero, _last?.Done ?? 0);
                if (plan.Wait is { } wait && wait >= LongWait)
                {
                    terminal.WriteMessage(
                        $"Loading {TerminalText.Count(plan.FromProvider, "symbol")}"
                        + $" with {TerminalText.Count(plan.Plan.Requests, "API request")} ({PlanText.Parts(plan.Plan)})."
                        + $" Estimated time at the rate limit: {TerminalText.Time(wait)}."
                        + " Ctrl-C is safe; run again to resume.");
                }
                break;
            case ScanProgress progress:
                _last = progress;
                if (progress.Elapsed < StartDelay || (_shownAt is { } then && time.GetElapsedTime(then) < Interval)) return;
                _shownAt = time.GetTimestamp();
                terminal.Status(ProgressLine.Of(progress, Left(progress)));
                break;
        }
    }

    public void Dispose() => terminal.Status(null);

    /// <summary>Estimates the remaining time from the response rate so far, but not less than the rate limit allows.</summary>
    private TimeSpan? Left(ScanProgress progress)
    {
        if (progress.Load is { } load) return load.Left;
        if (_plan is not { } plan) return null;
        var (spent, answered) = (progress.Elapsed - _planned, progress.Done - _doneBefore);
        var byPace = answered > 0 ? spent / answered * (progress.Candidates - progress.Done) : (TimeSpan?)null;
        var byQuota = plan.Wait - spent;
        return byQuota > (byPace ?? TimeSpan.Zero) ? byQuota : byPace;
    }
}
