using System.Globalization;
using System.Text;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market.Files;

/// <summary>
/// A date as written, before the order of its numbers is decided: three numbers, or an instant; with a time of day and a UTC offset if the
/// text contains them.
/// </summary>
/// <param name="A">The first number.</param>
/// <param name="B">The second number.</param>
/// <param name="C">The third number.</param>
/// <param name="IsKnown">Whether the numbers are year, month and day.</param>
/// <param name="HasLongYear">Whether the third number is a year of four digits.</param>
/// <param name="IsDotted">Whether the numbers are separated by points.</param>
/// <param name="Time">The time of day; <c>null</c> for a date without time.</param>
/// <param name="Offset">The UTC offset; <c>null</c> for New York local time.</param>
internal readonly record struct DateText(
    int A, int B, int C, bool IsKnown, bool HasLongYear, bool IsDotted, TimeSpan? Time = null, TimeSpan? Offset = null)
{
    // An earlier year is a typing error, such as 0202-04-21.
    private const int FirstYear = 1900;
    private const int LastYear = 2199;

    // Two-digit years: 1950 to 2049.
    private const int Pivot = 50;

    private const int MaxLength = 64;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly string[] UtcNames = ["z", "utc", "gmt"];
    private static readonly string[] NewYorkNames = ["et", "est", "edt", "us/eastern", "america/new_york"];

    /// <summary>Whether the order of the numbers must be known.</summary>
    public bool NeedsOrder => !IsKnown;

    /// <summary>The date with the numbers in an order; <c>null</c> when it is not a valid date.</summary>
    public DateOnly? Date(DateOrder order)
    {
        var (year, month, day) = IsKnown ? (A, B, C) : order switch
        {
            DateOrder.MonthDayYear => (C, A, B),
            DateOrder.DayMonthYear => (C, B, A),
            _ when HasLongYear => (0, 0, 0),
            _ => (A, B, C),
        };
        if (!IsKnown && !HasLongYear) year = year is >= 0 and < 100 ? year + (year < Pivot ? 2000 : 1900) : 0;
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        return new DateOnly(year, month, day);
    }

    /// <summary>The local time as written.</summary>
    public DateTime? Wall(DateOrder order) => Date(order)?.ToDateTime(default) + (Time ?? TimeSpan.Zero);

    /// <summary>The New York local time.</summary>
    public DateTime? InNewYork(DateOrder order) => Wall(order) is not { } wall ? null
        : Offset is { } offset ? NewYork.LocalTime(new DateTimeOffset(wall, offset))
        : wall;

    /// <summary>
    /// Reads a date, with or without a time of day, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out DateText date) => TryParse(utf8, [], out date);

    /// <summary>Reads a date and the time of day of another field.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> timeUtf8, out DateText date)
    {
        date = default;
        if (utf8.Length is 0 or > MaxLength || timeUtf8.Length > MaxLength) return false;
        var text = Encoding.UTF8.GetString(utf8).Trim();
        if (text.Length == 0) return false;
        var rest = "";
        if (text.All(char.IsAsciiDigit) || text.EndsWith(".0", StringComparison.Ordinal))
        {
            if (!TryReadDigits(text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text, out date)) return false;
        }
        else if (text.Length > 9 && text[8] is ' ' or 'T' && text.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            if (!TryReadDigits(text[..8], out date)) return false;
            rest = text[9..].TrimStart();
        }
        else if (!TryReadDate(text, out date, out rest)) return false;
        if (!timeUtf8.IsEmpty)
        {
            if (rest.Length > 0 || date.Time is not null) return false;
            rest = Encoding.UTF8.GetString(timeUtf8).Trim();
        }
        return rest.Length == 0 || TryReadTime(rest, ref date);
    }

    private static bool TryReadDigits(string text, out DateText date)
    {
        date = default;
        switch (text.Length)
        {
            case 8 or 12 or 14:
                date = new DateText(
                    Number(text[..4]), Number(text[4..6]), Number(text[6..8]), IsKnown: true, HasLongYear: true, IsDotted: false);
                return text.Length == 8 || TryReadTime(text[8..], ref date);
            case 9 or 10:
                return TryReadInstant(text, TimeSpan.TicksPerSecond, 1, out date);
            case 12 + 1:
                return TryReadInstant(text, TimeSpan.TicksPerMillisecond, 1, out date);
            case 16:
                return TryReadInstant(text, TimeSpan.TicksPerMicrosecond, 1, out date);
            case 19:
                return TryReadInstant(text, 1, TimeSpan.NanosecondsPerTick, out date);
            default:
                return false;
        }
    }

    private static bool TryReadInstant(string text, long ticks, long divisor, out DateText date)
    {
        date = default;
        var count = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) / divisor;
        if (count > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / ticks) return false;
        var utc = DateTime.UnixEpoch.AddTicks(count * ticks);
        date = new DateText(utc.Year, utc.Month, utc.Day, IsKnown: true, HasLongYear: true, IsDotted: false, utc.TimeOfDay, TimeSpan.Zero);
        return true;
    }

    /// <summary>Reads three numbers, or two and the name of a month; the rest is the time of day.</summary>
    private static bool TryReadDate(string text, out DateText date, out string rest)
    {
        (date, rest) = (default, "");
        var (at, count, month, monthAt, dotted) = (0, 0, 0, -1, false);
        Span<int> numbers = stackalloc int[3];
        Span<int> lengths = stackalloc int[3];
        while (at < text.Length && count < 3)
        {
            var begin = at;
            if (char.IsAsciiDigit(text[at]))
            {
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                if (at - begin > 4) return false;
                (numbers[count], lengths[count++]) = (Number(text[begin..at]), at - begin);
            }
            else if (char.IsAsciiLetter(text[at]))
            {
                while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
                var word = text[begin..at].ToLowerInvariant();
                if (word.Length >= 3 && Array.IndexOf(Months, word[..3]) is var found and >= 0 && month == 0)
                    (month, monthAt, numbers[count], lengths[count]) = (found + 1, count, found + 1, 2);
                else if (word.Length < 3 || count > 0 || Array.IndexOf(Days, word[..3]) < 0) return false;
                if (monthAt == count) count++;
            }
            else return false;
            if (count == 3) break;
            begin = at;
            while (at < text.Length && text[at] is '-' or '/' or '.' or ' ' or ',') at++;
            if (at == begin) return false;
            dotted |= text[begin] == '.';
        }
        if (count < 3) return false;
        rest = text[at..];
        if (rest.Length > 0 && rest[0] is not ('T' or 't' or ' ' or ',')) return false;
        rest = rest.TrimStart('T', 't', ' ', ',');
        if (month > 0)
        {
            // 20 Nov 2026, Nov 20, 2026 and 2026-Nov-20; a two-digit year is last.
            var (year, day) = monthAt == 0 ? (2, 1) : lengths[0] == 4 ? (0, 2) : (2, 0);
            if (lengths[year] is not (2 or 4) || lengths[day] > 2) return false;
            var full = lengths[year] == 4 ? numbers[year] : numbers[year] + (numbers[year] < Pivot ? 2000 : 1900);
            date = new DateText(full, month, numbers[day], IsKnown: true, HasLongYear: true, IsDotted: false);
            return true;
        }
        var isKnown = lengths[0] == 4;
        if (lengths[1] > 2 || (isKnown ? lengths[2] > 2 : lengths[0] > 2 || lengths[2] is not (2 or 4))) return false;
        date = new DateText(numbers[0], numbers[1], numbers[2], isKnown, lengths[2] == 4, dotted);
        return true;
    }

    /// <summary>
    /// <c>09:35</c>, <c>9:35:00.000 AM</c>, <c>093500</c>, each with or without <c>Z</c>, <c>-04:00</c> or the name of a zone.
    /// </summary>
    private static bool TryReadTime(string text, ref DateText date)
    {
        TimeSpan? offset = null;
        var zone = text.IndexOfAny(['Z', 'z', '+', '-', 'U', 'u', 'G', 'g', 'E', 'e']);
        var america = text.IndexOf("America/", StringComparison.OrdinalIgnoreCase);
        if (america >= 0) zone = america;
        if (zone > 0)
        {
            if (!TryReadZone(text[zone..].Trim(), out offset)) return false;
            text = text[..zone].TrimEnd();
        }
        var isAfternoon = text.EndsWith("PM", StringComparison.OrdinalIgnoreCase);
        var isHalf = isAfternoon || text.EndsWith("AM", StringComparison.OrdinalIgnoreCase);
        if (isHalf) text = text[..^2].TrimEnd();
        if (!TryReadClock(text, out var time)) return false;
        if (isHalf)
        {
            if (time.Hours is < 1 or > 12) return false;
            time += TimeSpan.FromHours((time.Hours == 12 ? -12 : 0) + (isAfternoon ? 12 : 0));
        }
        date = date with { Time = time, Offset = offset };
        return true;
    }

    private static bool TryReadClock(string text, out TimeSpan time)
    {
        time = default;
        var parts = text.Split(':');
        if (parts.Length == 1)
        {
            if (text.Length is not (4 or 6) || !text.All(char.IsAsciiDigit)) return text == "0";
            parts = text.Length == 4 ? [text[..2], text[2..]] : [text[..2], text[2..4], text[4..]];
        }
        if (parts.Length is not (2 or 3)) return false;
        var fraction = parts[^1].IndexOf('.', StringComparison.Ordinal);
        if (fraction >= 0 && (parts.Length < 3 || !parts[2][(fraction + 1)..].All(char.IsAsciiDigit))) return false;
        if (fraction >= 0) parts[2] = parts[2][..fraction];
        if (parts.Any(part => part.Length is 0 or > 2 || !part.All(char.IsAsciiDigit))) return false;
        var (hour, minute, second) = (Number(parts[0]), Number(parts[1]), parts.Length == 3 ? Number(parts[2]) : 0);
        if (hour > 23 || minute > 59 || second > 59) return false;
        time = new TimeSpan(hour, minute, second);
        return true;
    }

    private static bool TryReadZone(string text, out TimeSpan? offset)
    {
        offset = null;
        var name = text.ToLowerInvariant();
        if (NewYorkNames.Contains(name)) return true;
        offset = TimeSpan.Zero;
        if (UtcNames.Contains(name)) return true;
        if (text is not ['+' or '-', ..]) return false;
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is not (2 or 4) || !digits.All(char.IsAsciiDigit)) return false;
        var minutes = (60 * Number(digits[..2])) + (digits.Length == 4 ? Number(digits[2..]) : 0);
        if (minutes > 14 * 60) return false;
        offset = TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes);
        return true;
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
