using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>weekly.X</c>: at each bar the last value of X over the bars of that timeframe, the last of which is the unfinished one so far.
/// </summary>
internal sealed class TimeframeNode : FormulaNode
{
    private readonly FormulaNode _formula;
    private readonly int _periods;
    private readonly bool _isOfFinishedPeriods;

    /// <param name="timeframe">The timeframe.</param>
    /// <param name="formula">X.</param>
    public TimeframeNode(Timeframe timeframe, FormulaNode formula) : base(formula.Type)
    {
        (Timeframe, _formula, Plan) = (timeframe, formula, new FormulaPlan([formula]));
        _periods = Math.Min(AllBars - 1, Lookback.Felt(Plan)) + 1;
        _isOfFinishedPeriods = formula is OffsetNode { Bars: > 0 };
    }

    public Timeframe Timeframe { get; }

    /// <summary>The plan of X.</summary>
    public FormulaPlan Plan { get; }

    public override object Signature => (Timeframe, _formula.Id);

    public override int BarsBack => AllBars;

    public override int WarmUp => 0;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var series = evaluation.Series;
        var result = evaluation.Output(this);
        using var bars = new FrameBars(Timeframe, series.Count);
        var known = 0;
        for (var i = 0; i < result.Length; i++)
        {
            bars.Add(series, i);
            if (i < start) continue;
            // What the unfinished period cannot change is the same at all of its bars.
            if (_isOfFinishedPeriods && bars.Count == known)
            {
                result[i] = result[i - 1];
                continue;
            }
            known = bars.Count;
            var moment = new FrameMoment(Timeframe, series.Times[i]);
            Plan.EvaluateLast(EvaluationInput.OfBars(bars.Last(_periods), evaluation.Input.References, moment), result.Slice(i, 1));
        }
    }
}
