using System.Globalization;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>Reads the fields of a splits file.</summary>
internal static class CsvFields
{
    public static Symbol Symbol(CsvReader reader, int field) =>
        Ticker.TryParse(reader.Text(field), out var symbol, out var why) ? symbol : throw reader.Complain(why);

    /// <summary>An unambiguous date.</summary>
    public static DateOnly Date(CsvReader reader, int field) =>
        DateText.TryParse(reader[field], out var date) && date is { NeedsOrder: false, Time: null } && date.Date(default) is { } day
            ? day
            : throw reader.Complain($"Invalid date '{Printable.Of(reader[field])}': expected YYYY-MM-DD, e.g. 2021-04-21.");

    /// <summary>A finite number, with a decimal point and without thousands separators.</summary>
    public static double Number(CsvReader reader, int field, string column) =>
        double.TryParse(reader[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw reader.Complain($"the {column} '{Printable.Of(reader[field])}' is not a number.");
}
