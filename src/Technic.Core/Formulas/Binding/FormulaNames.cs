namespace Technic.Core.Formulas.Binding;

/// <summary>Names are looked up without case and <c>_</c>: <c>williams_r</c> and <c>williamsR</c> are the same.</summary>
public static class FormulaNames
{
    public static string Normalized(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether a word alone is a formula: a price, a function, or a named formula.</summary>
    public static bool IsFormula(string name, FormulaVocabulary vocabulary) =>
        DerivedPrices.TryFind(name, out _) || CallBinder.IsFunction(name, vocabulary.Functions) || vocabulary.Library.TryFind(name, out _);

    public static bool AreSame(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase) || Normalized(a) == Normalized(b);
}
