using System.Globalization;
using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Library;
using Technic.Core.Text;
using Technic.Indicators;

namespace Technic.Core.Formulas.Guide;

/// <summary>All functions and named formulas with their descriptions.</summary>
public sealed class FormulaGuide
{
    private FormulaGuide(IReadOnlyList<FormulaEntry> all) => All = all;

    /// <summary>All entries: the functions of the language, those of the catalogue, then the named formulas.</summary>
    public IReadOnlyList<FormulaEntry> All { get; }

    /// <summary>The guide to functions and named formulas.</summary>
    /// <param name="library">The named formulas.</param>
    /// <param name="functions">The functions; <c>null</c> for the built-in ones.</param>
    public static FormulaGuide Of(FormulaLibrary library, FunctionCatalogue? functions = null) => new(
    [
        .. FunctionLibrary.Functions.Select(function => new FormulaEntry(
            function.Name, function.Family, function.Signature, function.Meaning)),
        .. (functions ?? FunctionCatalogue.BuiltIn).All.Select(Of),
        .. library.All.Select(formula => new FormulaEntry(formula.Name, formula.Family, formula.Signature, formula.Meaning)
        {
            Formula = formula.Text,
        }),
    ]);

    /// <summary>The entry of a name or alias.</summary>
    /// <exception cref="FormulaException">There is none; the message suggests the nearest one.</exception>
    public FormulaEntry Find(string name)
    {
        var found = All.FirstOrDefault(entry => FormulaNames.AreSame(entry.Name, name))
            ?? All.FirstOrDefault(entry => entry.Aliases.Any(alias => FormulaNames.AreSame(alias, name)));
        return found ?? throw new FormulaException(
            0, $"Unknown formula '{Printable.Of(name)}'{Suggestion.DidYouMean(name, All.Select(entry => entry.Name))}.");
    }

    private static FormulaEntry Of(IndicatorFunction function) => new(
        function.Name, function.Family, CallBinder.SignatureOf(function), function.Meaning)
    {
        Formula = function.Formula,
        Source = function.Source,
        Aliases = function.Aliases,
        Parameters = [.. function.Parameters.Select(Of)],
        Outputs = function.Outputs.Length == 1 ? [] : [.. function.Outputs.Select(output => $".{output.Name}: {output.Meaning}")],
    };

    private static string Of(FunctionParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Choice => $"{parameter.Name}: one of {string.Join(", ", parameter.Choices)}",
        ParameterKind.Date => $"{parameter.Name}: a day, e.g. '2026-01-02'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}: {parameter.Least} to {parameter.Most}")
            + (parameter.IsRequired ? "" : string.Create(CultureInfo.InvariantCulture, $", usually {parameter.Usual}")),
    };
}
