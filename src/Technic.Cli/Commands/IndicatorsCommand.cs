using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Market.Files;
using Technic.Core.Rating;
using Technic.Core.Reports;

namespace Technic.Cli.Commands;

/// <summary><c>technic indicators FILE.csv</c>: computes every indicator, or formulas, at every bar of a file.</summary>
internal sealed class IndicatorsCommand : Command
{
    public static CommandEntry Entry => new(
        "indicators", "Compute every indicator, or formulas, at every bar of a CSV file.",
        shell => new IndicatorsCommand(shell)) { Argument = "FILE" };

    private readonly Shell _shell;
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Bars of one symbol: columns date,open,high,low,close,volume; see docs/data.md.",
    };
    private readonly FormulaSeriesOptions _series = new();
    private readonly BarFileArguments _files = new();
    private readonly OutputOptions _output = new(OutputFormat.Csv, OutputFormat.Json);

    public IndicatorsCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_file);
        _series.AddTo(this);
        _files.AddTo(this);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var columns = _series.Columns(arguments);
        var formulas = _series.Compile(arguments, columns);
        using var target = _output.Open(arguments, _shell.Terminal);
        var path = arguments.GetValue(_file)!;
        var file = BarCsv.ReadOne(path, _files.Read(arguments), cancellationToken);
        if (!_files.IsLenient(arguments)) file.ThrowIfIncomplete();
        BarFileArguments.Report(path, file.Dropped, _shell.Terminal);
        var bars = file.Bars.Values.Single();
        var isJson = _output.Format(arguments) == OutputFormat.Json;
        if (columns.Count > 0)
        {
            var references = _series.Series(arguments, formulas, _files.Read(arguments), cancellationToken);
            Write(target, isJson, new FormulaSeriesReport(bars, columns, formulas.Evaluate(bars, references)));
        }
        else Write(target, isJson, IndicatorTable.Of(bars));
        target.Complete();
        return Task.FromResult(ExitCodes.Success);
    }

    private static void Write(OutputTarget target, bool isJson, IndicatorTable table)
    {
        if (isJson) target.WriteJson(json => IndicatorReport.WriteJson(json, table));
        else IndicatorReport.WriteCsv(target.Text, table);
    }

    private static void Write(OutputTarget target, bool isJson, FormulaSeriesReport report)
    {
        if (isJson) target.WriteJson(report.WriteJson);
        else report.WriteCsv(target.Text);
    }
}
