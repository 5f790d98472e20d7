using System.CommandLine;
using Technic.Core.Storage;

namespace Technic.Cli.Setup;

/// <summary>The options of <c>technic cache prune</c>.</summary>
internal sealed class PruneOptions
{
    private const int DefaultReplayDays = 7;
    private const int MaxMegabytes = 100_000_000;
    private const int MaxDays = 36_525;

    private readonly Option<int?> _megabytes = OptionFactory.OptionalInteger(
        "--max-mb", "Prune only above this size, in MiB, and down to it: old replays, superseded and old histories, then the oldest ones.");

    private readonly Option<int> _replayDays = OptionFactory.Integer(
        "--replays-older-than", DefaultReplayDays, "Remove replays (--as-of) that were not loaded for this number of days.");

    private readonly Option<int?> _days = OptionFactory.OptionalInteger(
        "--older-than", "Remove other histories that were not refreshed for this number of days (default: never).");

    private readonly Option<DateOnly?> _daysBefore = OptionFactory.Date(
        "--days-before", "Remove whole-market days before this date (default: keep all).");

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be removed, without removing it." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _megabytes, _replayDays, _days, _daysBefore, _dryRun }) command.Add(option);
    }

    /// <exception cref="UsageException">A value is out of range.</exception>
    public PruneRules Read(ParseResult arguments)
    {
        var (megabytes, days, replayDays) = (arguments.GetValue(_megabytes), arguments.GetValue(_days), arguments.GetValue(_replayDays));
        if (megabytes is < 0 or > MaxMegabytes) throw new UsageException($"--max-mb must be between 0 and {MaxMegabytes}.");
        if (days is < 0 or > MaxDays) throw new UsageException($"--older-than must be between 0 and {MaxDays}.");
        if (replayDays is < 0 or > MaxDays) throw new UsageException($"--replays-older-than must be between 0 and {MaxDays}.");
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
