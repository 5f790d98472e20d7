using System.Buffers;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>SPY.X</c>: X over the bars of another symbol, at the bars of the same start. Where that symbol has no bar a number is missing and a
/// condition is false.
/// </summary>
/// <param name="symbol">The other symbol.</param>
/// <param name="formula">X.</param>
internal sealed class OtherSymbolNode(Symbol symbol, FormulaNode formula) : FormulaNode(formula.Type)
{
    public Symbol Symbol => symbol;

    /// <summary>The plan of X.</summary>
    public FormulaPlan Plan { get; } = new([formula]);

    public override object Signature => (symbol, formula.Id);

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var result = evaluation.Output(this);
        if (evaluation.Input.Frame is { } frame)
        {
            EvaluateFrame(evaluation, frame, start, result);
            return;
        }
        var references = evaluation.Input.References;
        var times = evaluation.Series.Times;
        var others = references.Of(symbol).Times;
        var values = references.ValuesOf(this);
        var place = 0;
        for (var i = start; i < result.Length; i++)
        {
            if (place < others.Length && others[place] < times[i]) place = IndexAtOrAfter(others, times[i], place);
            result[i] = place < others.Length && others[place] == times[i] ? values[place] : Missing;
        }
    }

    private double Missing => Type == FormulaType.Condition ? 0 : double.NaN;

    /// <summary>Over longer bars: those of the other symbol up to the same moment, at the same periods.</summary>
    private void EvaluateFrame(in ColumnEvaluation evaluation, FrameMoment frame, int start, Span<double> result)
    {
        var references = evaluation.Input.References;
        var other = SeriesColumns.Of(references.Of(symbol));
        using var bars = new FrameBars(frame.Timeframe, other.Count);
        for (var i = 0; i < other.Count && other.Times[i] <= frame.At; i++) bars.Add(other, i);
        var values = ArrayPool<double>.Shared.Rent(Math.Max(1, bars.Count));
        Plan.EvaluateAll(EvaluationInput.OfBars(bars.Series, references, frame), values.AsSpan(0, bars.Count));
        var times = evaluation.Series.Times;
        for (var i = start; i < result.Length; i++)
        {
            var place = bars.Periods.BinarySearch(frame.Timeframe.PeriodOf(times[i]));
            result[i] = place >= 0 ? values[place] : Missing;
        }
        ArrayPool<double>.Shared.Return(values);
    }

    private static int IndexAtOrAfter(ReadOnlySpan<BarTime> times, BarTime time, int from)
    {
        var index = times[from..].BinarySearch(time);
        return from + (index >= 0 ? index : ~index);
    }
}
