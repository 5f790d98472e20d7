using System.Numerics;
using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary><c>a + b</c>, <c>a - b</c>, <c>a * b</c> or <c>a / b</c>; without a value where the result is not finite.</summary>
/// <param name="sign">One of <c>+ - * /</c>.</param>
/// <param name="left">The first operand.</param>
/// <param name="right">The second operand.</param>
internal sealed class ArithmeticNode(char sign, FormulaNode left, FormulaNode right) : FormulaNode(FormulaType.Number, left, right)
{
    public override object Signature => sign;

    public override bool IsPointwise => true;

    /// <summary>The result for two numbers.</summary>
    public static double Of(char sign, double left, double right) => sign switch
    {
        '+' => Sum.Of(left, right),
        '-' => Difference.Of(left, right),
        '*' => Product.Of(left, right),
        _ => Quotient.Of(left, right),
    };

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var a = evaluation.Column(left)[start..];
        var b = evaluation.Column(right)[start..];
        var result = evaluation.Output(this)[start..];
        switch (sign)
        {
            case '+':
                Pointwise.Apply<Sum>(a, b, result);
                break;
            case '-':
                Pointwise.Apply<Difference>(a, b, result);
                break;
            case '*':
                Pointwise.Apply<Product>(a, b, result);
                break;
            default:
                Pointwise.Apply<Quotient>(a, b, result);
                break;
        }
    }

    private readonly struct Sum : IPairOperation
    {
        public static double Of(double left, double right) => Pointwise.Finite(left + right);
        public static Vector<double> Of(Vector<double> left, Vector<double> right) => Pointwise.Finite(left + right);
    }

    private readonly struct Difference : IPairOperation
    {
        public static double Of(double left, double right) => Pointwise.Finite(left - right);
        public static Vector<double> Of(Vector<double> left, Vector<double> right) => Pointwise.Finite(left - right);
    }

    private readonly struct Product : IPairOperation
    {
        public static double Of(double left, double right) => Pointwise.Finite(left * right);
        public static Vector<double> Of(Vector<double> left, Vector<double> right) => Pointwise.Finite(left * right);
    }

    private readonly struct Quotient : IPairOperation
    {
        public static double Of(double left, double right) => Pointwise.Finite(left / right);
        public static Vector<double> Of(Vector<double> left, Vector<double> right) => Pointwise.Finite(left / right);
    }
}
