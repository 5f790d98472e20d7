using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The bars of one or more files, as written there (not adjusted for splits).</summary>
/// <param name="Frequency">The length of every bar.</param>
/// <param name="Bars">At least one bar for each symbol; the symbols in the order of their first appearance.</param>
/// <param name="Rows">The total number of bars.</param>
/// <param name="Dropped">The dropped lines, by reason.</param>
public sealed record BarFile(
    Frequency Frequency, IReadOnlyDictionary<Symbol, BarSeries> Bars, int Rows, IReadOnlyList<DroppedLines> Dropped)
{
    /// <summary>The last day of a bar.</summary>
    public DateOnly LastDay => Bars.Values.Max(series => series.Times[^1].Date);

    /// <summary>Whether the file is incomplete because of its dropped lines (<see cref="BarDrops.AreSerious"/>).</summary>
    public bool IsIncomplete => BarDrops.AreSerious(Dropped, Rows);

    /// <summary>Rejects an incomplete file.</summary>
    /// <exception cref="CsvFormatException">It is incomplete; the message contains the first dropped line and the counts.</exception>
    public void ThrowIfIncomplete()
    {
        if (!IsIncomplete) return;
        var lost = BarDrops.Lost(Dropped);
        var counts = string.Join(", ", lost.Select(lines => $"{lines.Reason}: {lines.Count:N0}"));
        var what = lost.All(lines => lines.Reason == BarDrops.UnusableFile) ? "file" : "line";
        var which = lost.Sum(lines => lines.Count) == 1 ? $"this {what} is" : $"these {what}s are";
        throw new CsvFormatException($"{lost[0].Examples[0].TrimEnd('.')}; {which} dropped with --lenient ({counts}).")
        {
            IsIncomplete = true,
        };
    }

    /// <summary>Whether the file is one session of the whole market in a vendor's format (a column <c>window_start</c>).</summary>
    public bool IsFlatFile { get; init; }
}
