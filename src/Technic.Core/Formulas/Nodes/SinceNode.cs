using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>What <see cref="SinceNode"/> makes of the values since its reset.</summary>
internal enum Aggregate
{
    Sum,
    Avg,
    Highest,
    Lowest,
    Count,
}

/// <summary>
/// <c>since(c, sum(x))</c>: an aggregate of x over the bars since the condition was last true, that bar included. Missing values are left
/// out; without a value before the condition was first true.
/// </summary>
internal sealed class SinceNode(Aggregate aggregate, FormulaNode condition, FormulaNode value)
    : FormulaNode(FormulaType.Number, condition, value)
{
    public override object Signature => aggregate;

    public override int BarsBack => AllBars;

    public override int WarmUp => 0;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var holds = evaluation.Column(condition);
        var values = evaluation.Column(value);
        var result = evaluation.Output(this);
        var (isStarted, count, total) = (false, 0, 0.0);
        for (var i = 0; i < result.Length; i++)
        {
            if (holds[i] != 0) (isStarted, count, total) = (true, 0, 0);
            if (isStarted && !double.IsNaN(values[i])) total = With(total, values[i], count++);
            result[i] = !isStarted ? double.NaN : Result(total, count);
        }
    }

    private double With(double total, double value, int count) => aggregate switch
    {
        Aggregate.Highest => count == 0 ? value : Math.Max(total, value),
        Aggregate.Lowest => count == 0 ? value : Math.Min(total, value),
        _ => total + value,
    };

    private double Result(double total, int count) => aggregate switch
    {
        Aggregate.Count => total,
        _ when count == 0 => double.NaN,
        Aggregate.Avg => Pointwise.Finite(total / count),
        _ => Pointwise.Finite(total),
    };
}
