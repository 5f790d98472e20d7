using System.Collections.Immutable;
using Technic.Core.Formulas.Evaluation;
using Technic.Indicators;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A function of <see cref="FunctionCatalogue"/> with its parameters; it has one column for each output.</summary>
/// <param name="function">The function.</param>
/// <param name="parameters">One accepted value for each parameter.</param>
/// <param name="inputs">The series that it takes.</param>
internal sealed class FunctionNode(IndicatorFunction function, ImmutableArray<double> parameters, params FormulaNode[] inputs)
    : FormulaNode(FormulaType.Outputs, inputs)
{
    private readonly int _firstIndex = LastFirstIndex(function, parameters);

    public IndicatorFunction Function => function;

    public override object Signature => new FunctionSignature(function.Name, string.Join(' ', parameters.Select(value => $"{value:R}")));

    public override int Columns => function.Outputs.Length;

    /// <summary>All bars for a recursive function, so that a value has the same bits however many values are requested.</summary>
    public override int BarsBack => function.IsCumulative || WarmUp > _firstIndex ? AllBars : _firstIndex;

    /// <summary>Whether a parameter is a day, so that it needs the days of the bars.</summary>
    public bool NeedsDays { get; } = function.Parameters.Any(parameter => parameter.Kind == ParameterKind.Date);

    public override int FirstIndex => _firstIndex;

    public override int WarmUp { get; } = function.WarmUp(parameters.AsSpan());

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var first = BarsBack == AllBars ? 0 : Math.Max(0, start - BarsBack);
        var x = Inputs.Length > 0 ? evaluation.Column(Inputs[0])[first..] : default;
        var second = Inputs.Length > 1 ? evaluation.Column(Inputs[1])[first..] : default;
        var bars = function.TakesSeries ? default : evaluation.Series.Bars(first);
        var columns = evaluation.Outputs(this);
        var count = evaluation.Count;
        var length = count - first;
        function.Evaluate(bars, x, second, parameters.AsSpan(), columns[..(length * Columns)]);
        // The outputs of a cut window are moved to their places, the last one first, because it moves furthest.
        for (var output = Columns - 1; output >= 0 && first > 0; output--)
            columns.Slice(output * length, length).CopyTo(columns[((output * count) + first)..]);
    }

    private static int LastFirstIndex(IndicatorFunction function, ImmutableArray<double> parameters)
    {
        var last = 0;
        for (var output = 0; output < function.Outputs.Length; output++) last = Math.Max(last, function.FirstIndex(parameters.AsSpan(),
            output));
        return last;
    }

    private sealed record FunctionSignature(string Name, string Parameters);
}
