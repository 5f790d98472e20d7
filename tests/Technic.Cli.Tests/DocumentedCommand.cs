using System.Text;

namespace Technic.Cli.Tests;

/// <summary>A command line of <c>technic</c> in the documentation.</summary>
/// <param name="Page">The file, from the root of the repository.</param>
/// <param name="Line">The number of its line, from 1.</param>
/// <param name="Words">The arguments, without quotes.</param>
/// <param name="IsExample">Whether it can be run as it stands; otherwise it is a name or a synopsis in a sentence.</param>
internal sealed record DocumentedCommand(string Page, int Line, string[] Words, bool IsExample)
{
    private const string Program = "technic", FromSource = "src/Technic.Cli --";

    public override string ToString() => $"{Page}:{Line}: technic {string.Join(' ', Words)}";

    /// <summary>The commands of a page: those of its code blocks for shells, and those in its sentences.</summary>
    public static IEnumerable<DocumentedCommand> Of(string page, string[] lines)
    {
        string? block = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                block = block is null ? line[3..] : null;
                continue;
            }
            var (number, isConsole) = (i + 1, block == "console");
            if (block is null)
            {
                foreach (var code in line.Split('`').Where((_, part) => part % 2 == 1))
                {
                    foreach (var words in Commands(code)) yield return new DocumentedCommand(page, number, words, IsExample: false);
                }
            }
            else if (block is "bash" or "sh" or "shell" or "" || (isConsole && line.StartsWith('$')))
            {
                while (line.EndsWith('\\') && i + 1 < lines.Length) line = $"{line[..^1]} {lines[++i].Trim()}";
                foreach (var words in Commands(isConsole ? line[1..] : line))
                    yield return new DocumentedCommand(page, number, words, IsExample: !Array.Exists(words, IsSynopsis));
            }
        }
    }

    private static bool IsSynopsis(string word) => word is ['[', ..] or [.., ']'] or [.., '…'] or "...";

    /// <summary>The arguments of each call of the program in a line for a shell.</summary>
    private static IEnumerable<string[]> Commands(string line)
    {
        foreach (var words in Split(line.Replace(FromSource, $"; {Program}", StringComparison.Ordinal)))
        {
            var program = words.FindIndex(word => !word.Contains('=', StringComparison.Ordinal) && word != "sudo");
            if (program >= 0 && words[program] == Program && words.Count > program + 1) yield return [.. words[(program + 1)..]];
        }
    }

    /// <summary>Splits a line into commands and these into words, as a shell does. A comment and redirections are left out.</summary>
    private static IEnumerable<List<string>> Split(string line)
    {
        var (words, word, quote, isWord) = (new List<string>(), new StringBuilder(), '\0', false);
        foreach (var character in line + " ;")
        {
            if (quote != '\0')
            {
                if (character == quote) quote = '\0';
                else word.Append(character);
            }
            else if (character is '"' or '\'') (quote, isWord) = (character, true);
            else if (character is ' ' or ';' or '|' or '&' or '>' or ')')
            {
                if (isWord) words.Add(word.ToString());
                word.Clear();
                isWord = false;
                if (character == ' ') continue;
                if (words.Count > 0) yield return words;
                words = [];
            }
            else if (character == '#' && !isWord) break;
            else
            {
                word.Append(character);
                isWord = true;
            }
        }
        if (words.Count > 0) yield return words;
    }
}
