using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>What the whole of a file says about its dates and numbers.</summary>
/// <param name="Order">The order of dates in numbers.</param>
/// <param name="Mark">The decimal mark.</param>
/// <param name="Frequency">The length of the bars.</param>
/// <param name="IsNewYorkDay">Whether a daily bar's day is New York's date at its instant; otherwise it is the date that is written.</param>
internal sealed record BarDialect(DateOrder Order, DecimalMark Mark, Frequency Frequency, bool IsNewYorkDay);
