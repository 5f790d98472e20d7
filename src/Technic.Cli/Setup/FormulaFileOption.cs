using System.CommandLine;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Library;

namespace Technic.Cli.Setup;

/// <summary>The option for a file of named formulas.</summary>
internal sealed class FormulaFileOption
{
    private const int MaxBytes = 1 << 20;

    private readonly Option<string?> _file = OptionFactory.Text(
        "--formulas", "FILE", "Named formulas for use in other formulas: let NAME = FORMULA; …");

    public void AddTo(Command command) => command.Add(_file);

    /// <summary>The built-in formulas, and those of the file.</summary>
    /// <exception cref="UsageException">The file cannot be read or is invalid.</exception>
    public FormulaLibrary Read(ParseResult arguments) =>
        arguments.GetValue(_file) is { } path ? FormulaLibrary.BuiltIn.With(Text(path)) : FormulaLibrary.BuiltIn;

    /// <summary>The text of the file; <c>null</c> without one.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public string? ReadText(ParseResult arguments) => arguments.GetValue(_file) is { } path ? Text(path) : null;

    private static string Text(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            if (text.Length > MaxBytes) throw new UsageException($"{path}: the file is larger than 1 MiB.");
            FormulaLibrary.BuiltIn.With(text);
            return text;
        }
        catch (FormulaException problem)
        {
            throw new UsageException($"{path}, position {problem.Position + 1}: {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Cannot read {path}: {problem.Message}");
        }
    }
}
