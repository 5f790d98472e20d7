using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>count(c, n)</c>: at how many of the last n bars the condition is true; without a value while there are fewer bars.</summary>
internal sealed class CountNode(FormulaNode condition, int bars) : FormulaNode(FormulaType.Number, condition)
{
    public override object Signature => bars;

    public override int BarsBack => bars - 1;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(condition);
        var result = evaluation.Output(this);
        var first = Math.Max(0, start - bars + 1);
        var count = 0.0;
        for (var i = first; i < result.Length; i++)
        {
            count += values[i];
            if (i - first >= bars) count -= values[i - bars];
            if (i >= start) result[i] = i >= bars - 1 ? count : double.NaN;
        }
    }
}
