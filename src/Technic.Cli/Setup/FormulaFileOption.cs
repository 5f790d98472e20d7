using System.CommandLine;
using Technic.Core.Formulas.Library;
using Technic.Core.Scans;
using Technic.Embedded.Sqlite;

namespace Technic.Cli.Setup;

/// <summary>
/// The named formulas of a command: those of the user's file in the folder of the price store (<see cref="FormulaFile.Name"/>), and those
/// of a file on the command line, which replace them.
/// </summary>
/// <param name="data">The option for the folder if the command has it for other reasons; otherwise it is added.</param>
internal sealed class FormulaFileOption(Option<string?>? data = null)
{
    private readonly Option<string?> _file = OptionFactory.Text(
        "--formulas", "FILE", "Named formulas for use in other formulas: let NAME = FORMULA; …");

    private readonly Option<string?> _data = data ?? OptionFactory.Text(
        "--data", "DIR", $"Folder with your {FormulaFile.Name} (default {SqliteHistoryStore.DefaultFolder}).");

    public void AddTo(Command command)
    {
        command.Add(_file);
        if (data is null) command.Add(_data);
    }

    /// <summary>The built-in formulas, and those of the files.</summary>
    /// <exception cref="UsageException">A file cannot be read or is invalid.</exception>
    public FormulaLibrary Read(ParseResult arguments) => FormulaLibrary.BuiltIn.With(Definitions(arguments));

    /// <summary>The formulas of the files.</summary>
    /// <exception cref="UsageException">A file cannot be read or is invalid.</exception>
    public FormulaDefinitions Definitions(ParseResult arguments) => Checked(() =>
    {
        var own = FormulaFile.ReadFolder(arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, ScanColumns.Vocabulary);
        return arguments.GetValue(_file) is { } path
            ? own.With(FormulaFile.Read(path, ScanColumns.Vocabulary with { Library = FormulaLibrary.BuiltIn.With(own) }))
            : own;
    });

    private static FormulaDefinitions Checked(Func<FormulaDefinitions> read)
    {
        try
        {
            return read();
        }
        catch (FormulaFileException problem)
        {
            throw new UsageException(problem.Message, problem);
        }
    }
}
