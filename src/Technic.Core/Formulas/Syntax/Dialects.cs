using System.Collections.Frozen;

namespace Technic.Core.Formulas.Syntax;

/// <summary>
/// Hints for formulas in the language of another tool: thinkScript, Pine, StockCharts, TC2000, Finviz, zipline and spreadsheets.
/// </summary>
internal static class Dialects
{
    /// <summary>Words between two operands.</summary>
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["x"] = "crosses", ["cross"] = "crosses", ["crossing"] = "crosses", ["crossover"] = "crosses above",
        ["crossunder"] = "crosses below",
        ["xover"] = "crosses above", ["xup"] = "crosses above", ["xdown"] = "crosses below", ["is"] = "=", ["equals"] = "=",
        ["greater"] = ">", ["less"] = "<", ["than"] = ">", ["above"] = ">", ["below"] = "<", ["over"] = ">", ["under"] = "<",
        ["xor"] = "!=",
        ["then"] = "if(condition, a, b)", ["else"] = "if(condition, a, b)", ["minus"] = "-", ["plus"] = "+", ["times"] = "*",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Namespaces of Pine, whose members have the same or similar names here.</summary>
    private static readonly FrozenSet<string> Namespaces =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "ta", "math", "request", "syminfo", "input", "reference", "talib");

    /// <summary>The beginning of statements of thinkScript and Pine.</summary>
    private static readonly FrozenDictionary<string, string> Statements = new Dictionary<string, string>
    {
        ["def"] = "let NAME = FORMULA;", ["plot"] = "--column \"NAME: FORMULA\"", ["input"] = "let NAME = 14;",
        ["rec"] = "let NAME = FORMULA;",
        ["var"] = "let NAME = FORMULA;", ["study"] = "--column \"NAME: FORMULA\"", ["indicator"] = "--column \"NAME: FORMULA\"",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>How we write what another tool calls so; <c>null</c> if there is no hint.</summary>
    public static DialectHint? Translate(string name) =>
        DialectNames.Usual.GetValueOrDefault(name)
        ?? DialectNames.Usual.GetValueOrDefault(name.Replace("_", "", StringComparison.Ordinal));

    /// <summary>How we write a member of a namespace of Pine; <c>null</c> if it has our name or there is no hint.</summary>
    public static DialectHint? Member(string name) => DialectNames.Pine.GetValueOrDefault(name);

    /// <summary>Whether a name is a namespace of another language, e.g. <c>ta</c> in <c>ta.rsi(close, 14)</c>.</summary>
    public static bool IsNamespace(string name) => Namespaces.Contains(name);

    /// <summary>Our operator for a word that stands where one is expected; <c>null</c> without a hint.</summary>
    public static string? OperatorOf(string word) => Words.GetValueOrDefault(word);

    /// <summary>How we write what a word begins in another language, e.g. <c>def</c>; <c>null</c> without an answer.</summary>
    public static string? Statement(string word) => Statements.GetValueOrDefault(word);
}
