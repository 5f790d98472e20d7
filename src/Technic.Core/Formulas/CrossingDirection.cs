namespace Technic.Core.Formulas;

/// <summary>The direction of a crossing, seen from its left side.</summary>
internal enum CrossingDirection
{
    Above,
    Below,
    Either,
}
