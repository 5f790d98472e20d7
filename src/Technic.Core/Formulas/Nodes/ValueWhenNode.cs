using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>value_when(c, x)</c>: x at the last bar at which the condition was true; without a value if it never was.</summary>
internal sealed class ValueWhenNode(FormulaNode condition, FormulaNode value) : FormulaNode(FormulaType.Number, condition, value)
{
    public override object? Signature => null;

    public override int BarsBack => AllBars;

    public override int WarmUp => 0;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var holds = evaluation.Column(condition);
        var values = evaluation.Column(value);
        var result = evaluation.Output(this);
        var last = double.NaN;
        for (var i = 0; i < result.Length; i++) result[i] = last = holds[i] != 0 ? values[i] : last;
    }
}
