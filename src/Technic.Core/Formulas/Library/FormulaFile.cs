namespace Technic.Core.Formulas.Library;

/// <summary>A text file of named formulas, <c>let NAME = FORMULA; …</c>.</summary>
public static class FormulaFile
{
    /// <summary>The name of the user's file in the folder of the price store.</summary>
    public const string Name = "formulas.txt";

    private const int MaxBytes = 1 << 20;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="vocabulary">What the names of the formulas can mean.</param>
    /// <exception cref="FormulaFileException">The file cannot be read or is invalid.</exception>
    public static FormulaDefinitions Read(string path, FormulaVocabulary vocabulary)
    {
        var text = Text(path);
        try
        {
            var definitions = FormulaDefinitions.Parse(text);
            definitions.Check(vocabulary);
            return definitions;
        }
        catch (FormulaException problem)
        {
            var before = text.AsSpan(0, Math.Min(problem.Position, text.Length));
            var (line, position) = (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
            throw new FormulaFileException($"{path}, line {line}, position {position}: {problem.Message}");
        }
    }

    /// <summary>Reads and checks the user's file in a folder; without a file there are no formulas.</summary>
    /// <inheritdoc cref="Read"/>
    public static FormulaDefinitions ReadFolder(string folder, FormulaVocabulary vocabulary) =>
        Path.Combine(folder, Name) is var path && File.Exists(path) ? Read(path, vocabulary) : FormulaDefinitions.None;

    private static string Text(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                throw new FormulaFileException($"{path}: the file is larger than 1 MiB.");
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FormulaFileException($"Cannot read {path}: {problem.Message}");
        }
    }
}

/// <summary>A file of formulas that cannot be read or is invalid. The message is one sentence with its name, the line and the
/// position.</summary>
public sealed class FormulaFileException(string message) : Exception(message);
