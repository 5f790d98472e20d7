using System.Collections.Immutable;
using System.Globalization;
using Technic.Core.Formulas.Library;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;
using Technic.Core.Text;
using Technic.Indicators;

namespace Technic.Core.Formulas.Binding;

/// <summary>Resolves functions: those of the language, named formulas with parameters, and those of the catalogue.</summary>
internal sealed class CallBinder(FormulaBinder binder)
{
    private readonly FunctionLibrary _language = new(binder);

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> NamesOf(FunctionCatalogue functions) =>
        functions.All.Select(function => function.Name).Concat(FunctionLibrary.Names);

    /// <summary>Whether a name is that of a function.</summary>
    public static bool IsFunction(string name, FunctionCatalogue functions) =>
        FunctionLibrary.Has(FormulaNames.Normalized(name)) || functions.TryFind(name, out _);

    /// <summary>Whether a name is a function with an output of another name.</summary>
    public static bool HasOutput(string name, string? output, FunctionCatalogue functions) =>
        output is not null && functions.TryFind(name, out var function)
        && function.Outputs.Any(each => FormulaNames.AreSame(each.Name, output));

    /// <summary>One output of a function, with the offset that was written before it.</summary>
    public static Operand OutputOf(NodeFactory nodes, Operand operand, int output)
    {
        var isCondition = ((FunctionNode)operand.Node).Function.Outputs[output].Kind == ValueKind.Condition;
        return new Operand(operand.Position, nodes.Offset(nodes.Output(operand.Node, output, isCondition), operand.Offset));
    }

    /// <summary>The usual output of a function with several, if it has one.</summary>
    public Operand Single(Operand operand)
    {
        if (operand.Type != FormulaType.Outputs) return operand;
        var function = ((FunctionNode)operand.Node).Function;
        var usual = function.Outputs.Length == 1 ? 0 : IndexOfUsual(function);
        if (usual >= 0) return OutputOf(binder.Nodes, operand, usual);
        var names = string.Join(", ", function.Outputs.Select(output => $".{output.Name}"));
        throw new FormulaException(operand.Position, $"{function.Name} has several values; choose one of {names}.");
    }

    /// <summary>A function with its arguments.</summary>
    public Operand Call(CallSyntax syntax)
    {
        var name = FormulaNames.Normalized(syntax.Name);
        if (FunctionLibrary.Has(name)) return _language.Call(name, syntax);
        if (binder.Vocabulary.Library.TryFind(syntax.Name, out var formula)) return Named(syntax, formula);
        if (binder.Vocabulary.Functions.TryFind(name, out var function)) return OfCatalogue(syntax, function);
        throw Unknown(syntax);
    }

    private static int IndexOfUsual(IndicatorFunction function)
    {
        for (var output = 0; output < function.Outputs.Length; output++)
        {
            if (function.Outputs[output].Name is "" or "value" || function.Outputs[output].Name == function.Name) return output;
        }
        return -1;
    }

    private Operand Named(CallSyntax syntax, NamedFormula formula)
    {
        if (syntax.Arguments.Count > formula.Parameters.Count)
        {
            throw new FormulaException(
                syntax.Position,
                $"{formula.Signature} has {Counted(formula.Parameters.Count, "parameter")}, not {syntax.Arguments.Count}.");
        }
        var arguments = syntax.Arguments.Select(argument => ConstantOf(argument.Value, formula.Name)).ToArray();
        return binder.Names.Named(syntax.Position, formula, arguments);
    }

    private Operand OfCatalogue(CallSyntax syntax, IndicatorFunction function)
    {
        var arguments = syntax.Arguments.Select(argument => (argument.Label, argument.Value, Operand: ArgumentOf(function, argument.Value)))
            .ToArray();
        var seriesCount = 0;
        while (seriesCount < arguments.Length && IsSeries(function, arguments, seriesCount)) seriesCount++;
        if (arguments.Length - seriesCount > function.Parameters.Length)
        {
            throw new FormulaException(
                syntax.Position, $"too many arguments: write {SignatureOf(function)}.");
        }
        RequireSeriesFirst(syntax, function, arguments);
        var inputs = Inputs(syntax, function, [.. arguments[..seriesCount].Select(argument => argument.Operand)]);
        var parameters = Parameters(syntax, function, arguments.AsSpan(seriesCount));
        binder.Functions.Add(function);
        return new Operand(syntax.Position, binder.Nodes.Add(new FunctionNode(function, parameters, inputs)));
    }

    private Operand ArgumentOf(IndicatorFunction function, FormulaSyntax syntax) =>
        function.TakesSecondSeries && binder.Names.CloseOf(syntax) is { } close ? close : binder.Value(syntax);

    private static bool IsSeries(
        IndicatorFunction function, (string? Label, FormulaSyntax Value, Operand Operand)[] arguments, int index)
    {
        var most = function.Series switch { SeriesArguments.None => 0, SeriesArguments.One => 1, _ => 2 };
        if (index >= most || arguments[index].Label is not null) return false;
        // A constant is a parameter, unless there are more arguments than parameters.
        return arguments[index].Operand is { Constant: null, Literal: null } || arguments.Length - index > function.Parameters.Length;
    }

    /// <summary>StockCharts writes the number of bars first: <c>sma(20, close)</c>.</summary>
    private static void RequireSeriesFirst(
        CallSyntax syntax, IndicatorFunction function, (string? Label, FormulaSyntax Value, Operand Operand)[] arguments)
    {
        if (!function.TakesSeries || function.TakesSecondSeries || arguments.Length < 2) return;
        var isSwapped = arguments[^1].Operand is { Constant: null, Literal: null, Type: FormulaType.Number }
            && arguments[..^1].All(argument => argument.Operand.Constant is not null);
        if (!isSwapped) return;
        var last = arguments.Length - 1;
        var order = string.Join(", ", Enumerable.Range(0, last).Prepend(last).Select(i => $"{{{i}}}"));
        throw new FormulaException(syntax.Position, $"the series comes before the numbers: write {SignatureOf(function)}.")
        {
            Suggestions = [$"{function.Name}({order})"],
        };
    }

    private FormulaNode[] Inputs(CallSyntax syntax, IndicatorFunction function, Operand[] series)
    {
        foreach (var operand in series)
        {
            if (operand.Type != FormulaType.Number)
            {
                var hint = operand.Type == FormulaType.Condition ? "; write if(condition, 1, 0), or count(condition, n)" : "";
                throw new FormulaException(operand.Position, $"{function.Name} requires a number, not {operand.Description}{hint}.");
            }
            binder.WithHistory(operand);
        }
        if (!function.TakesSeries) return [];
        var close = binder.Value(new NameSyntax(syntax.Position, "close")).Node;
        if (!function.TakesSecondSeries) return [series is [var only] ? only.Node : close];
        return series switch
        {
            [var x, var y] => [x.Node, y.Node],
            [var y] => [close, y.Node],
            _ => throw new FormulaException(syntax.Position, $"{function.Name} requires a second series, e.g. {ExampleOf(function)}."),
        };
    }

    private ImmutableArray<double> Parameters(
        CallSyntax syntax, IndicatorFunction function, ReadOnlySpan<(string? Label, FormulaSyntax Value, Operand Operand)> arguments)
    {
        var values = function.Parameters.Select(parameter => parameter.Usual).ToArray();
        var position = syntax.Position;
        for (var i = 0; i < arguments.Length; i++)
        {
            var (label, value, operand) = arguments[i];
            var place = label is null ? i : PlaceOf(function, label, value.Position);
            values[place] = ValueOf(function.Parameters[place], operand, function);
            position = operand.Position;
        }
        if (function.Check(values) is not { } complaint) return [.. values];
        var isMissing = values.Any(double.IsNaN);
        throw isMissing
            ? new FormulaException(syntax.Position, $"{complaint}: write {SignatureOf(function)}.")
            : new FormulaException(position, $"{complaint}.");
    }

    private static int PlaceOf(IndicatorFunction function, string label, int position)
    {
        for (var i = 0; i < function.Parameters.Length; i++)
        {
            if (FormulaNames.AreSame(function.Parameters[i].Name, label)) return i;
        }
        var names = function.Parameters.Select(parameter => parameter.Name).ToArray();
        throw new FormulaException(
            position,
            $"{function.Name} has no parameter '{Printable.Of(label)}'{Suggestion.DidYouMean(label, names)}: "
                + $"write {SignatureOf(function)}.");
    }

    private static double ValueOf(FunctionParameter parameter, Operand operand, IndicatorFunction function)
    {
        if (operand.Constant is { } number && parameter.Kind is ParameterKind.Whole or ParameterKind.Number) return operand.Constant!.Value;
        if (operand.Literal is { } text && parameter.Kind == ParameterKind.Date)
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.DayNumber
                : throw new FormulaException(operand.Position, $"'{Printable.Of(text)}' is not a day: expected e.g. '2026-01-02'.");
        }
        if (operand.Literal is { } choice && parameter.Kind == ParameterKind.Choice) return ChoiceOf(parameter, choice, operand.Position);
        var expected = parameter.Kind switch
        {
            ParameterKind.Whole => "a whole number that is written out",
            ParameterKind.Number => "a number that is written out",
            ParameterKind.Date => "a day in quotes, e.g. '2026-01-02'",
            _ => $"a text in quotes, e.g. '{parameter.Choices[0]}'",
        };
        throw new FormulaException(operand.Position,
            $"{parameter.Name} of {function.Name} must be {expected}: write {SignatureOf(function)}.");
    }

    private static double ChoiceOf(FunctionParameter parameter, string choice, int position)
    {
        for (var i = 0; i < parameter.Choices.Length; i++)
        {
            if (FormulaNames.AreSame(parameter.Choices[i], choice)) return i;
        }
        throw new FormulaException(
            position,
            $"Unknown {parameter.Name} '{Printable.Of(choice)}'{Suggestion.DidYouMean(choice, parameter.Choices)}: expected one of "
                + $"{string.Join(", ", parameter.Choices)}.")
        {
            Suggestions = Suggestion.Closest(choice, parameter.Choices) is { } nearest ? [$"'{nearest}'"] : [],
        };
    }

    private double ConstantOf(FormulaSyntax syntax, string formula)
    {
        var operand = binder.Value(syntax);
        return operand.Constant ?? throw new FormulaException(
            operand.Position, $"the parameters of {formula} must be numbers that are written out.");
    }

    /// <summary>The function as it is written, e.g. <c>macd(x, 12, 26, 9)</c>.</summary>
    public static string SignatureOf(IndicatorFunction function)
    {
        var series = function.Series switch
        {
            SeriesArguments.None => (string[])[],
            SeriesArguments.One => ["x"],
            _ => ["x", "y"],
        };
        return $"{function.Name}({string.Join(", ", series.Concat(function.Parameters.Select(WrittenOf)))})";
    }

    private static string WrittenOf(FunctionParameter parameter) => parameter.Kind switch
    {
        _ when parameter.IsRequired => parameter.Kind switch
        {
            ParameterKind.Date => "'2026-01-02'",
            ParameterKind.Choice => $"'{parameter.Choices[0]}'",
            _ => parameter.Name,
        },
        ParameterKind.Choice => $"'{parameter.Choices[(int)parameter.Usual]}'",
        ParameterKind.Date => $"'{DateOnly.FromDayNumber((int)parameter.Usual):yyyy-MM-dd}'",
        _ => WrittenNumber.Of(parameter.Usual),
    };

    private static string ExampleOf(IndicatorFunction function) =>
        $"{function.Name}({string.Join(", ", function.Parameters.Select(WrittenOf).Prepend("SPY.close"))})";

    private static string Counted(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private FormulaException Unknown(CallSyntax syntax)
    {
        var (name, position) = (syntax.Name, syntax.Position);
        if (Dialects.Translate(name) is { } hint)
        {
            // With more arguments than ours has, the last ones are dropped.
            var calls = hint.Calls.OrderByDescending(call => call.Length);
            return new FormulaException(position, $"Unknown function '{Printable.Of(name)}' (did you mean '{hint.Ours}'?).")
            {
                Suggestions = hint.Calls.Count > 0 ? [.. calls] : hint.Replacements,
            };
        }
        if (binder.Names.IsKnown(name))
            return new FormulaException(position, $"'{Printable.Of(name)}' is not a function; remove the parentheses.");
        var nearest = Suggestion.Closest(name, [.. NamesOf(binder.Vocabulary.Functions), .. binder.Vocabulary.Library.Names]);
        return new FormulaException(
            position,
            $"Unknown function '{Printable.Of(name)}'{(nearest is null ? "" : $" (did you mean '{nearest}'?)")}; "
            + "'technic formulas' lists the functions.") { Suggestions = nearest is null ? [] : [nearest] };
    }
}
