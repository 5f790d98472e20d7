using System.CommandLine;
using Technic.Cli.Setup;
using Technic.Core.Market.Files;
using Technic.Core.Rating;
using Technic.Core.Reports;

namespace Technic.Cli.Commands;

/// <summary><c>technic indicators FILE.csv</c>: computes every indicator at every bar of a file.</summary>
internal sealed class IndicatorsCommand : Command
{
    private readonly Shell _shell;
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Bars of one symbol: columns date,open,high,low,close,volume; see docs/data.md.",
    };
    private readonly BarFileArguments _files = new();
    private readonly OutputOptions _output = new(OutputFormat.Csv, OutputFormat.Json);

    public IndicatorsCommand(Shell shell) : base("indicators", "Compute every indicator at every bar of a CSV file.")
    {
        _shell = shell;
        Add(_file);
        _files.AddTo(this);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var target = _output.Open(arguments, _shell.Terminal);
        var path = arguments.GetValue(_file)!;
        var file = BarCsv.ReadOne(path, _files.Read(arguments), cancellationToken);
        if (!_files.IsLenient(arguments)) file.ThrowIfIncomplete();
        BarFileArguments.Report(path, file.Dropped, _shell.Terminal);
        var table = IndicatorTable.Of(file.Bars.Values.Single());
        if (_output.Format(arguments) == OutputFormat.Json) target.WriteJson(json => IndicatorReport.WriteJson(json, table));
        else IndicatorReport.WriteCsv(target.Text, table);
        target.Complete();
        return Task.FromResult(ExitCodes.Success);
    }
}
