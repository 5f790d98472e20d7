using System.Text.RegularExpressions;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>
/// Interprets the names of bar files: which files of a folder contain bars, and the symbol of a file without a symbol column.
/// </summary>
internal static partial class BarFileNames
{
    private static readonly string[] Extensions = [".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz"];

    // Words that are as short as a ticker, and names of files with bars of any symbol.
    private static readonly string[] Words =
    [
        "bars", "bar", "data", "quote", "price", "stock", "test", "file", "table", "daily", "day", "ohlc", "ohlcv", "input", "in", "out",
        "hist", "yahoo",
        "stooq", "new", "old", "my", "all", "csv", "eod", "temp", "tmp", "raw", "x", "a", "b", "c", "one", "two", "list", "main",
    ];

    /// <summary>Returns the files, including those of folders and their subfolders, in the order of their names.</summary>
    /// <exception cref="CsvFormatException">A folder contains no bar files, or cannot be read.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) =>
        [.. paths.SelectMany(path => Directory.Exists(path) ? FilesOf(path) : [path])];

    /// <summary>Whether a file names the symbol of each bar, in a column or in its header.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, or has no valid header.</exception>
    public static bool HasSymbols(string path)
    {
        using var reader = CsvReader.Open(path);
        return BarLayout.Read(reader).HasSymbols;
    }

    /// <summary>
    /// The symbol in a file name: <c>AAPL.csv</c>, <c>aapl.us.txt</c>, <c>daily_AAPL.csv</c>, <c>AAPL Historical Data.csv</c>.
    /// </summary>
    public static Symbol? SymbolOf(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var extension in Extensions.OrderByDescending(extension => extension.Length))
        {
            if (!name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) continue;
            name = name[..^extension.Length];
            break;
        }
        var match = Name().Match(name);
        if (!match.Success || Words.Contains(match.Groups["ticker"].Value, StringComparer.OrdinalIgnoreCase)) return null;
        return Ticker.TryParse(match.Groups["ticker"].Value, out var symbol) ? symbol : null;
    }

    /// <summary>The date in a file name, <c>2026-11-20.csv.gz</c> or <c>day_20261120.csv</c>.</summary>
    public static DateOnly? DateOf(string path)
    {
        var match = Date().Match(Path.GetFileName(path));
        var digits = match.Value.Replace("-", "", StringComparison.Ordinal);
        return match.Success && DateOnly.TryParseExact(digits, "yyyyMMdd", out var date) ? date : null;
    }

    private static IReadOnlyList<string> FilesOf(string folder)
    {
        try
        {
            string[] files =
            [
                .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Where(file => Extensions.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
                    .Order(StringComparer.Ordinal),
            ];
            return files.Length > 0
                ? files
                : throw new CsvFormatException($"The folder '{folder}' has no files that end in {string.Join(", ", Extensions)}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CsvFormatException($"The folder '{folder}' cannot be read: {e.Message}", e);
        }
    }

    [GeneratedRegex(
        @"^(?i:(?:daily|daily_adjusted|table|historical|hist)[_-])?(?<ticker>[A-Za-z]{1,5}(?:p[A-Z]?|[.^$-][A-Za-z]{1,3})?)"
        + @"(?i:[ _.-](?:us|us[_.]d|d|daily|1d|max|hist|history|historical|historical[ _]data|historical[ _]prices|stock price history|"
        + @"prices))?"
        + @"(?: ?\(\d+\))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<!\d)(19|20)\d\d-?[01]\d-?[0-3]\d(?!\d)", RegexOptions.ExplicitCapture)]
    private static partial Regex Date();
}
