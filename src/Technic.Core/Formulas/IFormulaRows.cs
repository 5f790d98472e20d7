namespace Technic.Core.Formulas;

/// <summary>Rows that formulas are evaluated for.</summary>
public interface IFormulaRows
{
    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>Writes the numbers of a column, or the numbers of its names; NaN where there is none.</summary>
    void Fill(Column column, Span<double> values);

    /// <summary>A number of a row, or the number of its name; NaN for none.</summary>
    double Number(Column column, int row);

    /// <summary>Writes a price or the volume of the last bars.</summary>
    /// <param name="price"><c>Open</c>, <c>High</c>, <c>Low</c>, <c>Close</c> or <c>Volume</c>.</param>
    /// <param name="values">One value for each row.</param>
    void Fill(string price, Span<double> values);

    /// <summary>A text of a row; <c>null</c> for none.</summary>
    string? Text(Column column, int row);

    /// <summary>The day of the last bar of a row, as a day number.</summary>
    int DayOf(int row);

    /// <summary>What <see cref="FormulaProgram.EvaluateLocal"/> gave for the history of a row; empty if it was not evaluated.</summary>
    ReadOnlySpan<double> LocalValues(int row);
}
