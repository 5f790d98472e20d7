using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Guide;
using Technic.Core.Reports;

namespace Technic.Cli.Commands;

/// <summary><c>technic formulas [NAME]</c>: lists the functions and named formulas, or explains one.</summary>
internal sealed class FormulasCommand : Command
{
    public static CommandEntry Entry => new(
        "formulas", "List the functions and named formulas, or explain one.",
        shell => new FormulasCommand(shell)) { Argument = "NAME" };

    private readonly Shell _shell;
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "A function or a named formula to explain.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly FormulaFileOption _formulas = new();
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public FormulasCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_name);
        _formulas.AddTo(this);
        _output.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        var guide = FormulaGuide.Of(_formulas.Read(arguments));
        var name = arguments.GetValue(_name);
        FormulaEntry[] entries = name is null ? [.. guide.All] : [Find(guide, name)];
        using var target = _output.Open(arguments, _shell.Terminal);
        if (_output.Format(arguments) == OutputFormat.Json) target.WriteJson(json => FormulaReport.WriteJson(json, entries));
        else if (name is null) WriteTable(target, entries);
        else WriteOne(target, entries[0]);
        target.Complete();
        return ExitCodes.Success;
    }

    private static FormulaEntry Find(FormulaGuide guide, string name)
    {
        try
        {
            return guide.Find(name);
        }
        catch (FormulaException problem)
        {
            throw new UsageException(problem.Message, problem);
        }
    }

    private static void WriteTable(OutputTarget target, FormulaEntry[] entries)
    {
        var table = Tables.New().AddColumn("Formula", isNumber: false).AddColumn("Family", isNumber: false).AddTextColumn("Meaning");
        foreach (var entry in entries)
            table.Row(Tables.Cell(entry.Signature, Tables.Strong), Tables.Cell(entry.Family, Tables.Quiet), Tables.Cell(entry.Meaning));
        Tables.Write(target, table);
    }

    private static void WriteOne(OutputTarget target, FormulaEntry entry)
    {
        var output = target.Text;
        output.WriteLine(entry.Signature);
        if (entry.Meaning.Length > 0) output.WriteLine($"{entry.Meaning}.");
        if (entry.Formula.Length > 0) output.WriteLine($"Formula: {entry.Formula.Trim()}");
        foreach (var parameter in entry.Parameters) output.WriteLine($"Parameter {parameter}");
        foreach (var value in entry.Outputs) output.WriteLine($"Value {value}");
        if (entry.Aliases.Count > 0) output.WriteLine($"Also: {string.Join(", ", entry.Aliases)}");
        if (entry.Source.Length > 0) output.WriteLine($"Source: {entry.Source}");
    }
}
