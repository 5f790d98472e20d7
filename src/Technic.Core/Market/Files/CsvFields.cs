using System.Globalization;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The fields of market data files, each with the complaint it deserves.</summary>
internal static class CsvFields
{
    // A slip such as 0202-04-21 is an error, not the Middle Ages.
    private const int FirstYear = 1900;
    private const int LastYear = 2199;

    private const int DateLength = 10;

    public static Symbol Symbol(CsvReader reader, int field) =>
        Market.Symbol.TryParse(reader.Text(field), out var symbol, out var why) ? symbol : throw reader.Complain(why);

    public static DateOnly Date(CsvReader reader, int field) =>
        TryParseDate(reader[field], out var date)
            ? date
            : throw reader.Complain($"Invalid date '{Printable.Of(reader[field])}': expected the form 2021-04-21.");

    /// <summary>A date, or a date and the start of a bar of <see cref="Frequencies.IntradayMinutes"/> minutes.</summary>
    public static BarTime Time(CsvReader reader, int field, out Frequency frequency)
    {
        var text = reader[field];
        frequency = text.Length > DateLength ? Frequency.Intraday : Frequency.Daily;
        if (frequency == Frequency.Daily) return BarTime.OfDay(Date(reader, field));
        if (!TryParseDate(text[..DateLength], out var date) || !TryParseTimeOfDay(text[DateLength..], out var time))
            throw reader.Complain($"Invalid date '{Printable.Of(text)}': expected the form 2021-04-21, or for 5-minute bars 2021-04-21T09:35 on New York's clock.");
        if (time.Minute % Frequencies.IntradayMinutes != 0)
            throw reader.Complain($"'{Printable.Of(text)}' does not begin a {Frequencies.IntradayMinutes}-minute bar.");
        return BarTime.Of(date, time);
    }

    /// <summary>A finite number, with a point and without separators of thousands.</summary>
    public static double Number(CsvReader reader, int field, string column) =>
        double.TryParse(reader[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw reader.Complain($"the {column} '{Printable.Of(reader[field])}' is not a number.");

    private static bool TryParseDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-') return false;
        if (!TryParseDigits(text[..4], out var year) || !TryParseDigits(text[5..7], out var month) || !TryParseDigits(text[8..], out var day)) return false;
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads <c>T09:35</c> or <c> 09:35</c>, with or without <c>:00</c>.</summary>
    private static bool TryParseTimeOfDay(ReadOnlySpan<byte> text, out TimeOnly time)
    {
        time = default;
        if (text.Length == 9 && text.EndsWith(":00"u8)) text = text[..6];
        if (text.Length != 6 || text[0] is not ((byte)'T' or (byte)' ') || text[3] != ':') return false;
        if (!TryParseDigits(text[1..3], out var hour) || !TryParseDigits(text[4..], out var minute) || hour > 23 || minute > 59) return false;
        time = new TimeOnly(hour, minute);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = (10 * number) + (digit - '0');
        }
        return true;
    }
}
