using System.Text.RegularExpressions;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Messages about failed symbols, grouped by reason.</summary>
internal static partial class FailureText
{
    private const int MaxNamed = 8;

    /// <summary>One line per reason with its symbols, the most frequent reason first.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<SymbolFailure> failures) => Groups(failures).Select(group =>
    {
        var named = string.Join(", ", group.Take(MaxNamed).Select(failure => failure.Symbol));
        var more = group.Length > MaxNamed ? $" and {TerminalText.Count(group.Length - MaxNamed)} more" : "";
        return $"Failed: {named}{more}: {group[0].Reason}";
    });

    /// <summary>The message if all symbols failed.</summary>
    public static string All(IReadOnlyList<SymbolFailure> failures)
    {
        var mostFrequent = Groups(failures)[0];
        var (symbol, reason) = mostFrequent[0];
        if (failures.Count == 1) return $"{symbol} failed: {reason}";
        var share = mostFrequent.Length == failures.Count ? "" : $", {TerminalText.Count(mostFrequent.Length)} of them";
        return $"All {TerminalText.Count(failures.Count)} symbols failed{share} for the same reason ({symbol}): {reason}";
    }

    /// <summary>Reasons that differ only in the symbol and in numbers form one group.</summary>
    private static SymbolFailure[][] Groups(IReadOnlyList<SymbolFailure> failures) =>
    [
        .. failures.GroupBy(failure => Digits().Replace(failure.Reason.Replace(failure.Symbol.Text, "", StringComparison.Ordinal), "0"))
            .Select(group => group.ToArray())
            .OrderByDescending(group => group.Length),
    ];

    [GeneratedRegex("[0-9]+([.][0-9]+)?")]
    private static partial Regex Digits();
}
