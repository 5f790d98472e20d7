using Technic.Core.Formulas.Evaluation;

namespace Technic.Core.Formulas.Nodes;

/// <summary>
/// <c>a crosses above b</c>: a is above b, and was below it at the last earlier bar at which they were not equal. A missing value in
/// between
/// hides the crossing.
/// </summary>
internal sealed class CrossingNode(CrossingDirection direction, FormulaNode left, FormulaNode right)
    : FormulaNode(FormulaType.Condition, left, right)
{
    public override object Signature => direction;

    public override int BarsBack => AllBars;

    public override int WarmUp => 1;

    public override void Evaluate(in ColumnEvaluation evaluation, int start)
    {
        var a = evaluation.Column(left);
        var b = evaluation.Column(right);
        var result = evaluation.Output(this);
        // The side of a at the last bar at which the two were not equal: 1 above, -1 below, 0 unknown.
        var side = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var now = a[i] > b[i] ? 1 : a[i] < b[i] ? -1 : a[i] == b[i] ? side : 0;
            result[i] = now * side < 0 && Matches(now) ? 1 : 0;
            side = now;
        }
    }

    private bool Matches(int side) => direction switch
    {
        CrossingDirection.Above => side > 0,
        CrossingDirection.Below => side < 0,
        _ => true,
    };
}
