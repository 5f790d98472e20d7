using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Commands;

/// <summary><c>technic columns</c>: lists the columns of a scan result.</summary>
internal sealed class ColumnsCommand : Command
{
    public static CommandEntry Entry => new(
        "columns", "List the columns of a scan result, with unit and meaning.",
        shell => new ColumnsCommand(shell));

    private readonly Shell _shell;
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);

    public ColumnsCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _output.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        using var target = _output.Open(arguments, _shell.Terminal);
        switch (_output.Format(arguments))
        {
            case OutputFormat.Json:
                target.WriteJson(ColumnReport.WriteJson);
                break;
            case OutputFormat.Csv:
                ColumnReport.WriteCsv(target.Text);
                break;
            default:
                WriteTable(target);
                break;
        }
        target.Complete();
        return ExitCodes.Success;
    }

    private static void WriteTable(OutputTarget target)
    {
        var table = Tables.New().AddColumn("Column", isNumber: false).AddColumn("Unit", isNumber: false).AddTextColumn("Meaning");
        foreach (var column in ScanColumns.All)
            table.Row(Tables.Cell(column.Name, Tables.Strong), Tables.Cell(column.Unit, Tables.Quiet), Tables.Cell(column.Meaning));
        Tables.Write(target, table);
    }
}
