using System.Text.RegularExpressions;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Failed symbols, told by what happened to them.</summary>
internal static partial class FailureText
{
    private const int MaxNamed = 8;

    /// <summary>One sentence for each kind of reason, the commonest first, with the symbols it befell.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<SymbolFailure> failures) => Groups(failures).Select(group =>
    {
        var named = string.Join(", ", group.Take(MaxNamed).Select(failure => failure.Symbol));
        var more = group.Length > MaxNamed ? $" and {TerminalText.Count(group.Length - MaxNamed)} more" : "";
        return $"Failed: {named}{more}: {group[0].Reason}";
    });

    /// <summary>The sentence for a scan in which nothing went well.</summary>
    public static string All(IReadOnlyList<SymbolFailure> failures)
    {
        var commonest = Groups(failures)[0];
        var (symbol, reason) = commonest[0];
        if (failures.Count == 1) return $"{symbol} failed: {reason}";
        var alike = commonest.Length == failures.Count ? "all" : TerminalText.Count(commonest.Length);
        return $"All {TerminalText.Count(failures.Count)} symbols failed, {alike} of them like {symbol}: {reason}";
    }

    /// <summary>Reasons that differ in nothing but the symbol and numbers are one.</summary>
    private static SymbolFailure[][] Groups(IReadOnlyList<SymbolFailure> failures) =>
    [
        .. failures.GroupBy(failure => Digits().Replace(failure.Reason.Replace(failure.Symbol.Text, "", StringComparison.Ordinal), "0"))
            .Select(group => group.ToArray())
            .OrderByDescending(group => group.Length),
    ];

    [GeneratedRegex("[0-9]+([.][0-9]+)?")]
    private static partial Regex Digits();
}
