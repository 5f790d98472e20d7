using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The bars of one or more files, as they are written there (not adjusted for splits).</summary>
/// <param name="Frequency">The length of every bar.</param>
/// <param name="Bars">At least one bar for each symbol; the symbols in the order in which they first appear.</param>
/// <param name="Rows">The number of bars of all symbols together.</param>
/// <param name="Dropped">The lines that were not used, by reason.</param>
public sealed record BarFile(Frequency Frequency, IReadOnlyDictionary<Symbol, BarSeries> Bars, int Rows, IReadOnlyList<DroppedLines> Dropped)
{
    /// <summary>The last day of a bar.</summary>
    public DateOnly LastDay => Bars.Values.Max(series => series.Times[^1].Date);

    /// <summary>Whether so much was left out that the file is incomplete (<see cref="BarDrops.AreSerious"/>).</summary>
    public bool IsIncomplete => BarDrops.AreSerious(Dropped, Rows);

    /// <summary>Refuses a file that is incomplete.</summary>
    /// <exception cref="CsvFormatException">It is; the message names the first line and counts the others.</exception>
    public void ThrowIfIncomplete()
    {
        if (!IsIncomplete) return;
        var lost = BarDrops.Lost(Dropped);
        var counts = string.Join(", ", lost.Select(lines => $"{lines.Reason}: {lines.Count:N0}"));
        throw new CsvFormatException(
            $"{lost[0].Examples[0].TrimEnd('.')}; {(lost.Sum(lines => lines.Count) == 1 ? "this line is" : "these lines are")} left out with --lenient ({counts}).")
        {
            IsIncomplete = true,
        };
    }

    /// <summary>Whether the file is one session of the whole market, as vendors deliver it (a column <c>window_start</c>).</summary>
    public bool IsFlatFile { get; init; }
}
