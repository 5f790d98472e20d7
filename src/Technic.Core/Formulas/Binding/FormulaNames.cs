namespace Technic.Core.Formulas.Binding;

/// <summary>Names are looked up without case and <c>_</c>: <c>williams_r</c> and <c>williamsR</c> are the same.</summary>
public static class FormulaNames
{
    public static string Normalized(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    public static bool AreSame(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase) || Normalized(a) == Normalized(b);
}
