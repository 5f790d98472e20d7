using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Scans;

namespace Technic.Cli.Setup;

/// <summary>The options for the columns of a row.</summary>
internal sealed class RowOptions
{
    private readonly Option<string[]> _columns = OptionFactory.TextList(
        "--columns", "A,B", "Columns to show, separated by commas; see 'technic columns'. Can be repeated.");

    private readonly Option<bool> _explain = new("--explain") { Description = "Show the points of each rating rule for every row." };

    public void AddTo(Command command)
    {
        command.Add(_columns);
        command.Add(_explain);
    }

    /// <exception cref="UsageException">The format does not support explanations.</exception>
    /// <exception cref="ScanRequestException">Unknown column.</exception>
    public RowView Read(ParseResult arguments, OutputFormat format)
    {
        var explained = arguments.GetValue(_explain);
        if (explained && format.ForTools() is not null)
            throw new UsageException("--explain requires --format table or json.");
        var columns = arguments.ExplicitValue(_columns)?.SelectMany(list => list.Split(',')).Select(Column).Distinct().ToArray();
        return new RowView(columns, explained);
    }

    private static ScanColumn Column(string name) =>
        ScanColumns.TryFind(name.Trim(), out var column) ? column : throw new ScanRequestException(ScanColumns.Complaint(name.Trim()));
}
