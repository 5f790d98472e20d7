using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>How many bars have to be loaded for the values of formulas.</summary>
internal static class Lookback
{
    private const int WarmUps = 4;

    /// <summary>
    /// The number of bars before the last one. It includes those that bring recursive functions within 1e-6 of what endless history would
    /// give.
    /// </summary>
    /// <param name="plan">The formulas.</param>
    /// <param name="frequency">The length of a bar.</param>
    public static int Of(FormulaPlan plan, Frequency frequency) => plan.BarsBefore(node => node switch
    {
        TimeframeNode { Timeframe: var timeframe, Plan: var inner } =>
            (int)Math.Min(FormulaNode.AllBars, (Of(inner, frequency) + 1L) * timeframe.MostBars(frequency)),
        OtherSymbolNode { Plan: var inner } => Of(inner, frequency),
        GroupNode { Plan: var inner } => Of(inner, frequency) + 1,
        _ => node.WarmUp,
    });

    /// <summary>
    /// The number of bars before the last one that can change a bit of its value; all, unless what is earlier is below the rounding of
    /// recursive functions: the influence of a bar falls to 1e-6 in their warm-up, so to 1e-24 in four of them.
    /// </summary>
    public static int Felt(FormulaPlan plan) => plan.BarsBefore(node => node switch
    {
        FunctionNode { BarsBack: FormulaNode.AllBars, Function.IsCumulative: false } => WarmUps * node.WarmUp,
        RowIndicatorNode { BarsBack: FormulaNode.AllBars, WarmUp: > 0 } => WarmUps * node.WarmUp,
        _ => node.BarsBack,
    });

    /// <summary>The number of bars before the first value, without those that only make recursive functions more exact.</summary>
    /// <inheritdoc cref="Of"/>
    public static int First(FormulaPlan plan, Frequency frequency) => plan.BarsBefore(node => node switch
    {
        // A period has one bar at least.
        TimeframeNode { Plan: var inner } => First(inner, frequency),
        OtherSymbolNode { Plan: var inner } => First(inner, frequency),
        GroupNode { Plan: var inner } => First(inner, frequency) + 1,
        _ => node.FirstIndex,
    });
}
