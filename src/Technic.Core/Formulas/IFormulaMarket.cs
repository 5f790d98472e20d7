using Technic.Core.Market;

namespace Technic.Core.Formulas;

/// <summary>
/// The bars of all symbols of a market, for formulas that are evaluated at every bar (<see cref="MarketFormulas"/>). Safe for concurrent
/// use.
/// </summary>
public interface IFormulaMarket
{
    /// <summary>The number of symbols.</summary>
    int Count { get; }

    /// <summary>The number of days.</summary>
    int Days { get; }

    /// <summary>The number of bars of all symbols.</summary>
    int Bars { get; }

    /// <summary>The place of a symbol's first bar among the bars of all symbols.</summary>
    int OffsetOf(int symbol);

    /// <summary>The index of the day of each bar of a symbol, ascending.</summary>
    ReadOnlySpan<int> DaysOf(int symbol);

    /// <summary>The stretches of a symbol, oldest first; together they evaluate each bar once.</summary>
    IEnumerable<FormulaStretch> StretchesOf(int symbol);

    /// <summary>The bars of a symbol in comparable prices: a series between two price jumps each, oldest first.</summary>
    IEnumerable<BarSeries> ComparableOf(int symbol);

    /// <summary>Writes the numbers of a column that has no history, or the numbers of its names; NaN where there is none.</summary>
    /// <param name="column">A column of <see cref="MarketFormulas.RowColumns"/>.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="first">The index of the symbol's first bar.</param>
    /// <param name="values">One value for each bar.</param>
    void Fill(Column column, int symbol, int first, Span<double> values);

    /// <summary>A text of a symbol at a bar; <c>null</c> for none.</summary>
    string? Text(Column column, int symbol, int bar);
}
