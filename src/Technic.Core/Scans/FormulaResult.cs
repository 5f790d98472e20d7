namespace Technic.Core.Scans;

/// <summary>The value of a formula that a request has as a column.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Value">The value: 1 or 0 for a condition; <c>null</c> for none.</param>
public readonly record struct FormulaResult(string Name, double? Value);
