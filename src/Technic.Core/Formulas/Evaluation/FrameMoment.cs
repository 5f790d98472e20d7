using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>The timeframe of an evaluation over longer bars.</summary>
/// <param name="Timeframe">The timeframe.</param>
/// <param name="At">The start of the last bar of the symbol that the longer bars contain.</param>
internal readonly record struct FrameMoment(Timeframe Timeframe, BarTime At);
