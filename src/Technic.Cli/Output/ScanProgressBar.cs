using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Shows on the terminal how far a scan is; where there is none it only says that a scan will take long.</summary>
internal sealed class ScanProgressBar(Terminal terminal, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private ScanPlanned? _plan;
    private TimeSpan _planned;
    private int _doneBefore;
    private ScanProgress? _last;
    private long? _shownAt;

    /// <summary>Scans to the end and shows how far it is.</summary>
    /// <param name="engine">Who scans.</param>
    /// <param name="request">What.</param>
    /// <param name="shell">Where it is shown.</param>
    /// <param name="begin">Called when the scan has begun.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>The result, and what had to be asked of the provider; <c>null</c> when memory had everything.</returns>
    public static async Task<(ScanResult Result, LoadPlan? Plan)> FollowAsync(
        IScanEngine engine, ScanRequest request, Shell shell, Action<ScanStarted>? begin, CancellationToken cancellationToken)
    {
        using var bar = new ScanProgressBar(shell.Terminal, shell.Time);
        await foreach (var update in engine.ScanAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (update is ScanCompleted completed) return (completed.Result, bar._plan?.Plan);
            if (update is ScanStarted started) begin?.Invoke(started);
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
                if (plan.Wait is { } wait && wait >= Long)
                {
                    terminal.Say(
                        $"{TerminalText.Count(plan.FromProvider, "symbol")} must be asked of the provider, in"
                        + $" {TerminalText.Count(plan.Plan.Requests, "request")} ({PlanText.Parts(plan.Plan)}), and under its quota that takes about"
                        + $" {TerminalText.Time(wait)}; Ctrl-C keeps what has come by then.");
                }
                break;
            case ScanProgress progress:
                _last = progress;
                if (progress.Elapsed < Unnoticed || (_shownAt is { } then && time.GetElapsedTime(then) < Between)) return;
                _shownAt = time.GetTimestamp();
                terminal.Status(ProgressLine.Of(progress, Left(progress)));
                break;
        }
    }

    public void Dispose() => terminal.Status(null);

    /// <summary>What is left at the pace of what the provider has answered, and no less than its quota allows.</summary>
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
