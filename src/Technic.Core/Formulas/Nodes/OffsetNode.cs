using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>x[n]</c>: the value n bars ago. Before the first bar a number is missing and a condition is false.</summary>
internal sealed class OffsetNode(FormulaNode operand, int bars) : FormulaNode(operand.Type, operand)
{
    public int Bars => bars;

    public override object Signature => bars;

    public override int BarsBack => bars;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(operand);
        var result = evaluation.Output(this);
        var first = Math.Min(Math.Max(start, bars), result.Length);
        result[start..first].Fill(Type == FormulaType.Condition ? 0 : double.NaN);
        values[(first - bars < 0 ? 0 : first - bars)..Math.Max(0, values.Length - bars)].CopyTo(result[first..]);
    }
}
