using System.Text.Json.Serialization;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Library;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;
using Technic.Core.Text;
using Technic.Indicators;

namespace Technic.Core.Reports;

/// <summary>What a formula can contain.</summary>
/// <param name="Version">The version of the language.</param>
/// <param name="Keywords">The keywords.</param>
/// <param name="Prices">The prices of a bar.</param>
/// <param name="Timeframes">The longer timeframes.</param>
/// <param name="Groups">The groups of symbols.</param>
/// <param name="Functions">The functions.</param>
/// <param name="Columns">The columns of a row.</param>
/// <param name="Formulas">The named formulas.</param>
public sealed record FormulaCatalogueDocument(
    int Version, IReadOnlyList<string> Keywords, IReadOnlyList<string> Prices, IReadOnlyList<string> Timeframes,
    IReadOnlyList<string> Groups, IReadOnlyList<CatalogueFunction> Functions, IReadOnlyList<ColumnDocument> Columns,
    IReadOnlyList<CatalogueFormula> Formulas)
{
    /// <param name="own">The user's named formulas.</param>
    /// <param name="functions">The functions of bars and series.</param>
    public static FormulaCatalogueDocument Of(FormulaDefinitions own, FunctionCatalogue functions) => new(
        FormulaProgram.Version, FormulaParser.Words,
        [.. Enum.GetNames<Price>().Select(name => name.ToLowerInvariant()), .. DerivedPrices.Names], Core.Formulas.Timeframes.Words,
        [.. Enum.GetNames<Group>().Select(name => name.ToLowerInvariant())],
        [.. FunctionLibrary.Functions.Select(CatalogueFunction.Of), .. functions.All.Select(CatalogueFunction.Of)],
        ColumnDocument.All,
        [.. FormulaLibrary.BuiltIn.With(own).All.Select(formula => CatalogueFormula.Of(formula, own.All.Contains(formula)))]);
}

/// <summary>A function.</summary>
/// <param name="Name">The name.</param>
/// <param name="Family">The family, e.g. Momentum.</param>
/// <param name="Signature">How it is written, with usual values.</param>
/// <param name="Meaning">The meaning.</param>
/// <param name="Formula">How it is computed; may be empty.</param>
/// <param name="Source">Author and convention; may be empty.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Series">The number of series before the parameters.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Outputs">The outputs.</param>
/// <param name="Lookback">Bars before the first value, with usual parameters.</param>
/// <param name="WarmUp">Bars that bring a value within 1e-6 of that of endless history; null if no number of bars does.</param>
public sealed record CatalogueFunction(
    string Name, string Family, string Signature, string Meaning, string Formula, string Source, IReadOnlyList<string> Aliases, int Series,
    IReadOnlyList<CatalogueParameter> Parameters, IReadOnlyList<CatalogueOutput> Outputs, int? Lookback, int? WarmUp)
{
    internal static CatalogueFunction Of(LanguageFunction function) => new(
        function.Name, function.Family, function.Signature, function.Meaning, "", "", [], 0,
        [.. function.Arguments.Select(argument => new CatalogueParameter(argument, ArgumentKind.Formula, null, null, null, []))], [], null,
        null);

    internal static CatalogueFunction Of(IndicatorFunction function)
    {
        double[] usual = [.. function.Parameters.Select(parameter => parameter.Usual)];
        var isUsable = function.Check(usual) is null;
        return new CatalogueFunction(
            function.Name, function.Family, CallBinder.SignatureOf(function), function.Meaning, function.Formula, function.Source,
            function.Aliases, (int)function.Series, [.. function.Parameters.Select(CatalogueParameter.Of)],
            [.. function.Outputs.Select(CatalogueOutput.Of)],
            isUsable ? Enumerable.Range(0, function.Outputs.Length).Max(output => function.FirstIndex(usual, output)) : null,
            isUsable && !function.IsCumulative ? function.WarmUp(usual) : null);
    }
}

/// <summary>A parameter of a function.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Usual">The value if it is left out; null if it must be given.</param>
/// <param name="Least">The smallest value accepted.</param>
/// <param name="Most">The largest value accepted.</param>
/// <param name="Choices">The texts of a choice.</param>
public sealed record CatalogueParameter(
    string Name, [property: JsonConverter(typeof(WordConverter<ArgumentKind>))] ArgumentKind Kind, double? Usual, double? Least,
    double? Most, IReadOnlyList<string> Choices)
{
    internal static CatalogueParameter Of(Technic.Indicators.FunctionParameter parameter) => new(
        parameter.Name, Enum.Parse<ArgumentKind>(parameter.Kind.ToString()), parameter.Usual, parameter.Least, parameter.Most,
        parameter.Choices);
}

/// <summary>What a parameter of a function is.</summary>
public enum ArgumentKind
{
    Whole,
    Number,
    Date,
    Choice,
    Formula,
}

/// <summary>An output of a function.</summary>
/// <param name="Name">The name; empty for a function with one output.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Meaning">The meaning.</param>
public sealed record CatalogueOutput(
    string Name, [property: JsonConverter(typeof(WordConverter<ValueKind>))] ValueKind Kind, string Unit, string Meaning)
{
    internal static CatalogueOutput Of(FunctionOutput output) => new(output.Name, output.Kind, output.Unit, output.Meaning);
}

/// <summary>A named formula.</summary>
/// <param name="Name">The name.</param>
/// <param name="Family">The family.</param>
/// <param name="Signature">How it is written.</param>
/// <param name="Meaning">The meaning.</param>
/// <param name="Formula">Its text.</param>
/// <param name="Own">Whether it is one of the user's.</param>
/// <param name="Parameters">The parameters.</param>
public sealed record CatalogueFormula(
    string Name, string Family, string Signature, string Meaning, string Formula, bool Own, IReadOnlyList<FormulaParameter> Parameters)
{
    internal static CatalogueFormula Of(NamedFormula formula, bool isOwn) => new(
        formula.Name, formula.Family, formula.Signature, formula.Meaning, formula.Text, isOwn, formula.Parameters);
}
