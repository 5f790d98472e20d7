using System.Globalization;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Studies;

/// <summary>
/// Divides the time of a study: a first part to look at, and the following parts as tests, side by side. A formula that was chosen in one
/// part shows in the next ones what it is worth.
/// </summary>
/// <param name="FirstMonths">The length of the first part, in months.</param>
/// <param name="StepMonths">The length of each further part, in months.</param>
public sealed record WalkForward(int FirstMonths, int StepMonths)
{
    private const int MostMonths = 1_200;

    /// <summary>Reads <c>2y/6m</c>: two years, then six months each.</summary>
    /// <exception cref="ScanRequestException">The text is something else.</exception>
    public static WalkForward Parse(string text)
    {
        if (text.Split('/') is [var first, var step] && Months(first) is { } firstMonths && Months(step) is { } stepMonths)
            return new WalkForward(firstMonths, stepMonths);
        throw new ScanRequestException(
            $"Invalid walkForward '{Printable.Of(text)}': expected a first part and further ones, e.g. 2y/6m.");
    }

    /// <summary>The parts of a time, oldest first: the first day, and the day after the last one.</summary>
    public IEnumerable<(DateOnly From, DateOnly Until)> Of(DateOnly from, DateOnly to)
    {
        var until = from.AddMonths(FirstMonths);
        for (var start = from; start <= to; (start, until) = (until, until.AddMonths(StepMonths)))
            yield return (start, until > to ? to.AddDays(1) : until);
    }

    private static int? Months(string text)
    {
        if (text.Length < 2) return null;
        var factor = text[^1] switch { 'y' => 12, 'm' => 1, _ => 0 };
        var isNumber = int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && factor > 0 && number is >= 1 and <= MostMonths ? number * factor : null;
    }
}
