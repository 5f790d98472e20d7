using Technic.Core.Formulas;
using Technic.Core.Market;

namespace Technic.Core.Studies.Partitions;

/// <summary>The market of a study for its formulas.</summary>
/// <param name="market">The histories.</param>
/// <param name="symbols">The symbols of the universe.</param>
/// <param name="references">The other symbols of the formulas.</param>
/// <param name="rows">The columns of rows that the formulas use.</param>
internal sealed class StudyPanel(
    StudyMarket market, IReadOnlyList<StudySymbol> symbols, StudyReferences references, RowColumns rows) : IFormulaMarket
{
    private readonly int[] _offsets = OffsetsOf(symbols);

    public int Count => symbols.Count;

    public int Days => market.Days.Count;

    public int Bars => _offsets[^1];

    public int OffsetOf(int symbol) => _offsets[symbol];

    public ReadOnlySpan<int> DaysOf(int symbol) => symbols[symbol].Days;

    public IEnumerable<FormulaStretch> StretchesOf(int symbol) => symbols[symbol].Stretches(references);

    public IEnumerable<BarSeries> ComparableOf(int symbol) =>
        StudySymbol.Comparable(symbols[symbol].Bars).Select(span => symbols[symbol].Bars.Slice(span.Start, span.Stop - span.Start));

    public void Fill(Column column, int symbol, int first, Span<double> values) => rows.Fill(column, symbol, first, values);

    public string? Text(Column column, int symbol, int bar) => rows.Text(column, symbol, bar);

    /// <summary>The place of the first bar of each symbol, and the number of all bars.</summary>
    public static int[] OffsetsOf(IReadOnlyList<StudySymbol> symbols)
    {
        var offsets = new int[symbols.Count + 1];
        for (var i = 0; i < symbols.Count; i++) offsets[i + 1] = offsets[i] + symbols[i].Bars.Count;
        return offsets;
    }
}
