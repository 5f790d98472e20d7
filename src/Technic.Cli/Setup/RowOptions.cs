using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Scans;

namespace Technic.Cli.Setup;

/// <summary>The options that say what is shown of a row.</summary>
internal sealed class RowOptions
{
    private readonly Option<string[]> _columns = NewOption.Texts(
        "--columns", "A,B", "The columns to show, separated by commas; 'technic columns' lists them. May be repeated.");

    private readonly Option<bool> _explain = new("--explain") { Description = "Show for every row which rule of its rating gave how much." };

    public void AddTo(Command command)
    {
        command.Add(_columns);
        command.Add(_explain);
    }

    /// <exception cref="UsageException">CSV has no place for explanations.</exception>
    /// <exception cref="ScanRequestException">There is no such column.</exception>
    public ShownRow Read(ParseResult arguments, OutputFormat format)
    {
        var explained = arguments.GetValue(_explain);
        if (explained && format == OutputFormat.Csv)
            throw new UsageException("--explain has no place in the lines of a CSV file: --format table or json has one.");
        var columns = arguments.Said(_columns)?.SelectMany(list => list.Split(',')).Select(Column).Distinct().ToArray();
        return new ShownRow(columns, explained);
    }

    private static ScanColumn Column(string name) =>
        ScanColumns.TryFind(name.Trim(), out var column) ? column : throw new ScanRequestException(ScanColumns.Complaint(name.Trim()));
}
