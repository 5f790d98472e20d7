using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;

namespace Technic.Core.Formulas;

/// <summary>What formulas see at some consecutive bars of a symbol: the bars up to there, in the prices that were known then.</summary>
/// <param name="Bars">The bars from the last price jump on, up to the last bar of the stretch.</param>
/// <param name="Start">The index of the first of them among all bars of the symbol.</param>
/// <param name="First">The index, among all bars of the symbol, of the first bar that is evaluated; all later ones are too.</param>
/// <param name="References">The bars of the other symbols of the formulas, in the prices that were known then.</param>
public readonly record struct FormulaStretch(BarSeries Bars, int Start, int First, ReferenceSeries References);
