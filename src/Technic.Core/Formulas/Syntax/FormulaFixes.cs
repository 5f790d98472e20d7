using Technic.Core.Text;

namespace Technic.Core.Formulas.Syntax;

/// <summary>Finds the replacements that mend an invalid formula.</summary>
internal static class FormulaFixes
{
    private const int MostWords = 4;

    /// <summary>The mark of a replacement that drops the arguments.</summary>
    private const string WithoutArguments = "{}";

    /// <summary>The error with its fixes. If the message has no suggestion, it gets that of a phrase of another tool.</summary>
    public static FormulaException With(FormulaException problem, string text)
    {
        var phrase = DialectPhrases.At(text, problem.Position);
        var words = problem.Suggestions.Select(suggestion => Of(text, problem.Position, suggestion)).OfType<FormulaFix>()
            .Take(problem.Suggestions.Any(suggestion => suggestion.Contains('{')) ? 1 : MostWords).ToArray();
        FormulaFix[] all = phrase is null ? words : IsSlip(text, words) ? [.. words, phrase] : [phrase, .. words];
        var fixes = all.Where(fix => fix.ApplyTo(text) != text).Distinct().ToArray();
        var message = problem.Message;
        // Other messages say already what to write.
        var isHelpful = phrase is { Text.Length: > 2 } && phrase.Text.Any(char.IsAsciiLetter)
            && (message.StartsWith("Unknown", StringComparison.Ordinal) || message.StartsWith("expected", StringComparison.Ordinal)
                || message.Contains("is not a function", StringComparison.Ordinal));
        if (isHelpful && !message.Contains("did you mean", StringComparison.Ordinal))
            message = $"{message.TrimEnd('.')} (did you mean '{phrase!.Text}'?).";
        return new FormulaException(problem.Position, message) { Fixes = fixes };
    }

    /// <summary>Whether the best word differs by one edit, so that a slip is more likely than another tool: rsi41 is rsi14.</summary>
    private static bool IsSlip(string text, FormulaFix[] words) => words is [var word, ..]
        && word.Length <= Suggestion.MaxLength && word.Text.Length <= Suggestion.MaxLength
        && Suggestion.Distance(text.Substring(word.Position, word.Length), word.Text) == 1;

    /// <summary>The fix that replaces the word at a position, with its arguments if the replacement has them.</summary>
    private static FormulaFix? Of(string text, int position, string replacement)
    {
        var end = FormulaLexer.EndOfToken(text, position);
        if (end <= position) return null;
        // The namespace of another language goes with its member.
        if (Dialects.IsNamespace(text[position..end]) && end < text.Length && text[end] == '.')
            end = FormulaLexer.EndOfToken(text, end + 1);
        if (!replacement.Contains('{')) return new FormulaFix(position, end - position, replacement);
        if (ArgumentsAt(text, end) is not ({ } arguments, var close))
        {
            var word = replacement.Replace(WithoutArguments, "", StringComparison.Ordinal);
            return word.Contains('{') ? null : new FormulaFix(position, end - position, word);
        }
        replacement = replacement.Replace(WithoutArguments, "", StringComparison.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            replacement = replacement.Replace($"{{{i}}}", arguments[i], StringComparison.Ordinal)
                .Replace($"{{!{i}}}", arguments[i].TrimStart('-', ' '), StringComparison.Ordinal);
        }
        return replacement.Contains('{') ? null : new FormulaFix(position, close + 1 - position, replacement);
    }

    /// <summary>The texts of the arguments in the parentheses at a position, and the place of the closing one.</summary>
    private static (List<string>? Arguments, int Close) ArgumentsAt(string text, int open)
    {
        if (open >= text.Length || text[open] != '(') return (null, open);
        var arguments = new List<string>();
        var (depth, start) = (0, open + 1);
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] is '(' or '[') depth++;
            else if (text[i] is ')' or ']') depth--;
            if ((depth == 1 && text[i] == ',') || depth == 0)
            {
                arguments.Add(text[start..i].Trim());
                start = i + 1;
            }
            if (depth == 0) return (arguments, i);
        }
        return (null, open);
    }
}
