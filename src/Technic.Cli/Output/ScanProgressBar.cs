using Technic.Core.Scanning;

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

    public void Show(ScanUpdate update)
    {
        switch (update)
        {
            case ScanPlanned plan:
                (_plan, _planned, _doneBefore) = (plan, _last?.Elapsed ?? TimeSpan.Zero, _last?.Done ?? 0);
                if (plan.Wait is { } wait && wait >= Long)
                {
                    terminal.Say(
                        $"{TerminalText.Count(plan.FromProvider, "symbol")} must be asked of the provider, and under its quota that takes about"
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
        if (_plan is not { } plan) return null;
        var (spent, answered) = (progress.Elapsed - _planned, progress.Done - _doneBefore);
        var byPace = answered > 0 ? spent / answered * (progress.Candidates - progress.Done) : (TimeSpan?)null;
        var byQuota = plan.Wait - spent;
        return byQuota > (byPace ?? TimeSpan.Zero) ? byQuota : byPace;
    }
}
