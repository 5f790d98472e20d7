using System.Text.RegularExpressions;

namespace Technic.Architecture.Tests;

/// <summary>The texts of the source code: plain technical English, and lines of limited length.</summary>
public sealed partial class TextTests
{
    private const int MaxColumns = 140;

    /// <summary>
    /// Wording that users stumbled on, as regular expressions. Each has a plain alternative, e.g. "Unknown column 'x'." instead of
    /// "'x' is no column.".
    /// </summary>
    private static readonly string[] QuaintWording =
    [
        "(?<!there) is no (?!longer)", "(?<!there) are no (?!longer)", " holds no ", "is none of", "is nothing", "unless told",
        "(was|is) told",
        "given up", "gives up", "let pass", "out of the ordinary", "such as are", "as it should", "way it should not", "whoever", "nobody",
        "hold before", "under way", "is taken: ", "may be listened", "cannot be had", "goes on", "went on", "carried out", "what there is",
        "does not answer",
    ];

    [Fact]
    public void String_literals_use_plain_wording()
    {
        var found =
            from file in Repository.TextFiles("src", ".cs", ".razor", ".js")
            from line in file.Lines
            where !IsComment(line.Text)
            from literal in Literals()
                .Matches(file.Path.EndsWith(".razor", StringComparison.Ordinal) ? $"\"{line.Text.Trim()}\"" : line.Text)
            from wording in QuaintWording
            where Regex.IsMatch(literal.Value, wording, RegexOptions.IgnoreCase)
            select $"{file.Path}:{line.Number}: '{wording}' in {literal.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        var found =
            from file in Repository.TextFiles("src", ".cs", ".js", ".css", ".sh")
                .Concat(Repository.TextFiles("tests", ".cs", ".js", ".css", ".sh"))
            from line in file.Lines
            where line.Text.Length > MaxColumns
            select $"{file.Path}:{line.Number}: {line.Text.Length} columns";

        Assert.Empty(found);
    }

    private static bool IsComment(string line) => line.TrimStart() is ['/', '/', ..] or ['/', '*', ..] or ['*', ..];

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|`(?:[^`\\\\]|\\\\.)*`")]
    private static partial Regex Literals();
}
