using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>round(x, digits)</c>: the nearest number with so many digits; halves are rounded away from zero.</summary>
internal sealed class RoundNode(FormulaNode operand, int digits) : FormulaNode(FormulaType.Number, operand)
{
    /// <summary>The most digits.</summary>
    public const int MostDigits = 10;

    public override object Signature => digits;

    public override bool IsPointwise => true;

    /// <summary>The rounded number.</summary>
    public static double Of(double x, int digits) => Math.Round(x, digits, MidpointRounding.AwayFromZero);

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(operand);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = Of(values[i], digits);
    }
}
