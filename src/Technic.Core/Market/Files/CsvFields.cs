using System.Globalization;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The fields of a file of splits, each with the complaint it deserves.</summary>
internal static class CsvFields
{
    public static Symbol Symbol(CsvReader reader, int field) =>
        Ticker.TryParse(reader.Text(field), out var symbol, out var why) ? symbol : throw reader.Complain(why);

    /// <summary>A date whose numbers can be read in one way only.</summary>
    public static DateOnly Date(CsvReader reader, int field) =>
        DateText.TryParse(reader[field], out var date) && date is { NeedsOrder: false, Time: null } && date.Date(default) is { } day
            ? day
            : throw reader.Complain($"Invalid date '{Printable.Of(reader[field])}': expected the form 2021-04-21.");

    /// <summary>A finite number, with a point and without separators of thousands.</summary>
    public static double Number(CsvReader reader, int field, string column) =>
        double.TryParse(reader[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw reader.Complain($"the {column} '{Printable.Of(reader[field])}' is not a number.");
}
