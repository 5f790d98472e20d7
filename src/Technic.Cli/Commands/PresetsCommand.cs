using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Commands;

/// <summary><c>technic presets</c>: lists the named scans.</summary>
internal sealed class PresetsCommand : Command
{
    public static CommandEntry Entry => new(
        "presets", "List the presets for 'scan --preset' and their conditions.",
        shell => new PresetsCommand(shell));

    private readonly Shell _shell;
    private readonly Option<string?> _presets = RequestOptions.PresetsFile();
    private readonly FormulaFileOption _formulas = new();
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public PresetsCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_presets);
        _formulas.AddTo(this);
        _output.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        var presets = RequestOptions.PresetsOf(arguments.GetValue(_presets), _formulas.Definitions(arguments));
        using var target = _output.Open(arguments, _shell.Terminal);
        if (_output.Format(arguments) == OutputFormat.Json) target.WriteJson(json => PresetReport.WriteJson(json, presets));
        else WriteTable(target, presets);
        target.Complete();
        return ExitCodes.Success;
    }

    private static void WriteTable(OutputTarget target, Presets presets)
    {
        var table = Tables.New().AddColumn("Preset", isNumber: false).AddTextColumn("Looks for");
        foreach (var preset in presets.All)
        {
            table.Row(Tables.Cell(preset.Name, Tables.Strong), Tables.Cell(preset.Meaning));
            if (preset.Changes.ApplyTo(new ScanRequest()).Where is { } where) table.Row(Tables.Cell(""), Tables.Cell(where, Tables.Quiet));
        }
        Tables.Write(target, table);
    }
}
