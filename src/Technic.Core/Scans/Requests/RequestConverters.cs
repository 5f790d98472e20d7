using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Text;

namespace Technic.Core.Scans.Requests;

internal sealed class SignalConverter() : TextConverter<Signal>(Signals.Parse, Signals.Name);

internal sealed class PlanStyleConverter() : TextConverter<PlanStyle>(PlanStyles.Parse, PlanStyles.Name);

internal sealed class FrequencyConverter() : TextConverter<Frequency>(Frequencies.Parse, Frequencies.Word);

internal sealed class AdjustmentConverter() : TextConverter<PriceAdjustment>(PriceAdjustments.Parse, PriceAdjustments.Word);

internal sealed class DayConverter() : TextConverter<DateOnly>(Parse, day => day.ToString(Format, CultureInfo.InvariantCulture))
{
    private const string Format = "yyyy-MM-dd";

    private static DateOnly Parse(string word) =>
        DateOnly.TryParseExact(word, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"Invalid day '{Printable.Of(word)}': expected a day such as 2021-04-21.");
}
