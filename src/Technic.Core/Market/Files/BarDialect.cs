using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The format of the dates and numbers of a file, determined from the whole file.</summary>
/// <param name="Order">The order of numeric dates.</param>
/// <param name="Mark">The decimal mark.</param>
/// <param name="Frequency">The length of the bars.</param>
/// <param name="IsNewYorkDay">Whether the day of a daily bar is the New York date of its instant; otherwise it is the date as
/// written.</param>
internal sealed record BarDialect(DateOrder Order, DecimalMark Mark, Frequency Frequency, bool IsNewYorkDay);
