namespace Technic.Core.Formulas;

/// <summary>The symbols of an index, before a point: <c>market.X</c> and <c>sector.X</c>.</summary>
internal enum Group
{
    /// <summary>All symbols of the scan.</summary>
    Market,

    /// <summary>The symbols of the scan in the symbol's own sector.</summary>
    Sector,
}
