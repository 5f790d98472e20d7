using System.Numerics;
using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>A comparison of two numbers; false where one is missing.</summary>
internal sealed class ComparisonNode(Relation relation, FormulaNode left, FormulaNode right)
    : FormulaNode(FormulaType.Condition, left, right)
{
    public override object Signature => relation;

    public override bool IsPointwise => true;

    /// <summary>Whether two numbers are in a relation.</summary>
    public static bool Holds(Relation relation, double left, double right) => relation switch
    {
        Relation.Equal => left == right,
        // Not !=, which is true for NaN.
        Relation.NotEqual => left < right || left > right,
        Relation.Less => left < right,
        Relation.AtMost => left <= right,
        Relation.Greater => left > right,
        _ => left >= right,
    };

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var a = evaluation.Column(left)[start..];
        var b = evaluation.Column(right)[start..];
        var result = evaluation.Output(this)[start..];
        switch (relation)
        {
            case Relation.Equal:
                Pointwise.Apply<Equal>(a, b, result);
                break;
            case Relation.NotEqual:
                Pointwise.Apply<NotEqual>(a, b, result);
                break;
            case Relation.Less:
                Pointwise.Apply<Less>(a, b, result);
                break;
            case Relation.AtMost:
                Pointwise.Apply<AtMost>(a, b, result);
                break;
            case Relation.Greater:
                Pointwise.Apply<Less>(b, a, result);
                break;
            default:
                Pointwise.Apply<AtMost>(b, a, result);
                break;
        }
    }

    private readonly struct Equal : IPairOperation
    {
        public static double Of(double left, double right) => left == right ? 1 : 0;
        public static Vector<double> Of(Vector<double> left, Vector<double> right) => Pointwise.OneWhere(Vector.Equals(left, right));
    }

    private readonly struct NotEqual : IPairOperation
    {
        public static double Of(double left, double right) => left < right || left > right ? 1 : 0;

        public static Vector<double> Of(Vector<double> left, Vector<double> right) =>
            Pointwise.OneWhere(Vector.LessThan(left, right) | Vector.GreaterThan(left, right));
    }

    private readonly struct Less : IPairOperation
    {
        public static double Of(double left, double right) => left < right ? 1 : 0;
        public static Vector<double> Of(Vector<double> left, Vector<double> right) => Pointwise.OneWhere(Vector.LessThan(left, right));
    }

    private readonly struct AtMost : IPairOperation
    {
        public static double Of(double left, double right) => left <= right ? 1 : 0;

        public static Vector<double> Of(Vector<double> left, Vector<double> right) =>
            Pointwise.OneWhere(Vector.LessThanOrEqual(left, right));
    }
}
