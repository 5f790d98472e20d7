using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>weekly.X</c>: at each bar the last value of X over the bars of that timeframe, the last of which is the unfinished one so far.
/// </summary>
/// <param name="timeframe">The timeframe.</param>
/// <param name="formula">X.</param>
internal sealed class TimeframeNode(Timeframe timeframe, FormulaNode formula) : FormulaNode(formula.Type)
{
    public Timeframe Timeframe => timeframe;

    /// <summary>The plan of X.</summary>
    public FormulaPlan Plan { get; } = new([formula]);

    public override object Signature => (timeframe, formula.Id);

    public override int BarsBack => AllBars;

    public override int WarmUp => 0;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var series = evaluation.Series;
        var result = evaluation.Output(this);
        using var bars = new FrameBars(timeframe, series.Count);
        for (var i = 0; i < result.Length; i++)
        {
            bars.Add(series, i);
            if (i < start) continue;
            var moment = new FrameMoment(timeframe, series.Times[i]);
            Plan.EvaluateLast(EvaluationInput.OfBars(bars.Series, evaluation.Input.References, moment), result.Slice(i, 1));
        }
    }
}
