namespace Technic.Web.Requests;

/// <summary>What a formula is for.</summary>
internal enum FormulaUse
{
    /// <summary>A condition for the rows of a scan.</summary>
    Where,

    /// <summary>A column of a scan, or its order: a number or a condition.</summary>
    Column,

    /// <summary>A value at every bar of one symbol, as in a chart.</summary>
    Series,
}
