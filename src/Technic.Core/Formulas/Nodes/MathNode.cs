using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A function of one number.</summary>
internal enum MathFunction
{
    Opposite,
    Abs,
    Log,
    Exp,
    Sqrt,
    Sign,
    Floor,
    Ceil,
}

/// <summary>A function of one number of the same bar; without a value where the result is not finite.</summary>
internal sealed class MathNode(MathFunction function, FormulaNode operand) : FormulaNode(FormulaType.Number, operand)
{
    public override object Signature => function;

    public override bool IsPointwise => true;

    /// <summary>The result for a number.</summary>
    public static double Of(MathFunction function, double x) => Pointwise.Finite(function switch
    {
        MathFunction.Opposite => -x,
        MathFunction.Abs => Math.Abs(x),
        MathFunction.Log => Math.Log(x),
        MathFunction.Exp => Math.Exp(x),
        MathFunction.Sqrt => Math.Sqrt(x),
        MathFunction.Sign => double.IsNaN(x) ? x : Math.Sign(x),
        MathFunction.Floor => Math.Floor(x),
        _ => Math.Ceiling(x),
    });

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var values = evaluation.Column(operand);
        var result = evaluation.Output(this);
        for (var i = start; i < result.Length; i++) result[i] = Of(function, values[i]);
    }
}
