using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>The progress of a scan as one line.</summary>
internal static class ProgressLine
{
    private const int BarLength = 24;

    public static string Of(ScanProgress progress, TimeSpan? left)
    {
        var (done, of) = progress.Load is { Planned: > 0 } days ? (days.Days, days.Planned) : (progress.Done, progress.Candidates);
        var full = of == 0 ? BarLength : (int)((long)BarLength * done / of);
        var failed = progress.Failed > 0 ? $" · {TerminalText.Count(progress.Failed)} failed" : "";
        var time = left is { } some ? $" · {Rounded(some)} left" : "";
        return $"{new string('█', full)}{new string('░', BarLength - full)}"
            + $" {TerminalText.Count(done)}/{TerminalText.Count(of)}{(progress.Load is null ? "" : " market days")}"
            + $" · memory {TerminalText.Count(progress.Tiers.Memory)} · disk {TerminalText.Count(progress.Tiers.Store)}"
            + $" · provider {TerminalText.Count(progress.Tiers.Provider)}{failed}{time}";
    }

    /// <summary>An estimate is rounded to seconds.</summary>
    private static string Rounded(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"{Math.Ceiling(time.TotalSeconds):0} s" : TerminalText.Time(time);
}
