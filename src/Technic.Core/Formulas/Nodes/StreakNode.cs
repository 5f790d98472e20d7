using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>streak(c)</c>: for how many bars without a break the condition has been true, this one included; 0 if it is false.</summary>
internal sealed class StreakNode(FormulaNode condition) : FormulaNode(FormulaType.Number, condition)
{
    public override object? Signature => null;

    public override int BarsBack => AllBars;

    public override int WarmUp => 0;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(condition);
        var result = evaluation.Output(this);
        var streak = 0.0;
        for (var i = 0; i < result.Length; i++) result[i] = streak = values[i] != 0 ? streak + 1 : 0;
    }
}
