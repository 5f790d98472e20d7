using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>c within n</c>: the condition is true at one of the last n bars, this one included. <c>c for n</c>: it is true at each of them; false
/// while there are fewer bars.
/// </summary>
internal sealed class PersistenceNode(FormulaNode condition, int bars, bool isEach) : FormulaNode(FormulaType.Condition, condition)
{
    public override object Signature => (bars, isEach);

    public override int BarsBack => bars - 1;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(condition);
        var result = evaluation.Output(this);
        // The number of bars since one at which the condition was true, or for 'each' false.
        var deciding = isEach ? 0.0 : 1.0;
        var since = isEach ? 0 : bars;
        for (var i = Math.Max(0, start - bars + 1); i < result.Length; i++)
        {
            since = values[i] == deciding ? 0 : Math.Min(since + 1, bars);
            if (i >= start) result[i] = isEach == (since >= bars) ? 1 : 0;
        }
    }
}
