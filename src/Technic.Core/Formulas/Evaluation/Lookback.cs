using Technic.Core.Formulas.Nodes;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>How many bars have to be loaded for the values of formulas.</summary>
internal static class Lookback
{
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
}
