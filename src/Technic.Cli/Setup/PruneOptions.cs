using System.CommandLine;
using Technic.Core.Storage;

namespace Technic.Cli.Setup;

/// <summary>The options of <c>technic cache prune</c>.</summary>
internal sealed class PruneOptions
{
    private const int DefaultReplayDays = 7;
    private const int MostMegabytes = 100_000_000;
    private const int MostDays = 36_525;

    private readonly Option<int?> _megabytes = NewOption.WholeOrNone(
        "--max-mb",
        "Prune only above this size, in MiB, and until it holds: old replays, superseded and old histories, then the oldest.");

    private readonly Option<int> _replayDays = NewOption.Whole(
        "--replays-older-than", DefaultReplayDays, "Remove replays (--as-of) that were not loaded again for so many days.");

    private readonly Option<int?> _days = NewOption.WholeOrNone(
        "--older-than", "Remove other histories that were not refreshed for so many days. By default none is removed for its age.");

    private readonly Option<DateOnly?> _daysBefore = NewOption.Day(
        "--days-before", "Remove the whole-market days before this day. By default all stay.");

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be removed, and remove nothing." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _megabytes, _replayDays, _days, _daysBefore, _dryRun }) command.Add(option);
    }

    /// <exception cref="UsageException">A value is out of its range.</exception>
    public PruneRules Read(ParseResult arguments)
    {
        var (megabytes, days, replayDays) = (arguments.GetValue(_megabytes), arguments.GetValue(_days), arguments.GetValue(_replayDays));
        if (megabytes is < 0 or > MostMegabytes) throw new UsageException($"--max-mb must be between 0 and {MostMegabytes}.");
        if (days is < 0 or > MostDays) throw new UsageException($"--older-than must be between 0 and {MostDays}.");
        if (replayDays is < 0 or > MostDays) throw new UsageException($"--replays-older-than must be between 0 and {MostDays}.");
        return new PruneRules
        {
            MaxBytes = megabytes * 1024L * 1024,
            ReplayAge = TimeSpan.FromDays(replayDays),
            HistoryAge = days is { } age ? TimeSpan.FromDays(age) : null,
            DaysBefore = arguments.GetValue(_daysBefore),
            IsDryRun = arguments.GetValue(_dryRun),
        };
    }
}
