namespace Technic.Core.Formulas;

/// <summary>The type of a part of a formula.</summary>
internal enum FormulaType
{
    Number,

    /// <summary>True or false; never missing.</summary>
    Condition,
    Text,

    /// <summary>A number for one of a column's names (<see cref="ColumnNames"/>), such as a sector or a signal.</summary>
    Name,

    /// <summary>The outputs of a function with several, of which one has to be chosen.</summary>
    Outputs,
}
