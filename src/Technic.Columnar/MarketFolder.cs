using System.Globalization;
using System.Runtime.CompilerServices;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Reports;

namespace Technic.Columnar;

/// <summary>
/// A folder with an archive of market days as Parquet: <c>days/year=2026/days.parquet</c> with
/// <c>date,symbol,open,high,low,close,volume,vwap</c> as traded, by date and symbol, a row group a month; <c>splits.parquet</c> with
/// <c>symbol,execution_date,ratio</c>; <c>dividends.parquet</c> with <c>symbol,ex_date,amount</c>.
/// </summary>
public static class MarketFolder
{
    /// <summary>The fact of files that have symbols in the notation of Technic.</summary>
    internal const string KindFact = "kind";

    internal const string FromFact = "from";
    internal const string CheckedAtFact = "checkedAt";

    private const string Kind = "market";
    private const string Unfinished = ".unfinished";

    internal static string DaysOf(string folder) => Path.Combine(folder, "days");

    internal static string DaysOf(string folder, int year) =>
        Path.Combine(DaysOf(folder), string.Create(CultureInfo.InvariantCulture, $"year={year}"), "days.parquet");

    /// <summary>
    /// The folder of an export that has not ended. Readers leave it out, and <c>days</c> comes into its place last: a folder with days is
    /// whole.
    /// </summary>
    internal static string UnfinishedOf(string folder) => Path.Combine(folder, Unfinished);

    /// <summary>Whether a folder does not exist, or has nothing but an export that has not ended.</summary>
    internal static bool IsFree(string folder) => !Directory.Exists(folder)
        || Directory.EnumerateFileSystemEntries(folder).All(entry => Path.GetFileName(entry) == Unfinished);

    internal static string SplitsOf(string folder) => Path.Combine(folder, "splits.parquet");

    internal static string DividendsOf(string folder) => Path.Combine(folder, "dividends.parquet");

    /// <summary>Whether a path is such a folder.</summary>
    public static bool Is(string path) => Directory.Exists(DaysOf(path));

    /// <summary>Reads the days of a folder or of a Parquet file, in parts of any size.</summary>
    /// <exception cref="TableFileException">A file cannot be read, lacks a column, or has invalid values.</exception>
    /// <exception cref="Core.Text.CsvFormatException">A part has no bar of a session.</exception>
    public static async IAsyncEnumerable<MarketFile> ReadDaysAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in ParquetBars.FilesOf(path))
        {
            await foreach (var bars in ParquetBars.ReadAsync(file, cancellationToken).ConfigureAwait(false))
            {
                if (bars.Count > 0) yield return MarketFile.Of(file, bars);
            }
        }
    }

    /// <summary>Reads the splits of a folder; <c>null</c> if it has none.</summary>
    /// <exception cref="TableFileException">The file cannot be read, lacks a column, or has invalid values.</exception>
    public static Task<MarketRecords<Split>?> ReadSplitsAsync(string folder, CancellationToken cancellationToken) => ReadAsync(
        SplitsOf(folder), "execution_date", "ratio", (symbol, date, ratio) => new Split(symbol, date, ratio), cancellationToken);

    /// <summary>Reads the dividends of a folder; <c>null</c> if it has none.</summary>
    /// <exception cref="TableFileException">The file cannot be read, lacks a column, or has invalid values.</exception>
    public static Task<MarketRecords<Dividend>?> ReadDividendsAsync(string folder, CancellationToken cancellationToken) => ReadAsync(
        DividendsOf(folder), "ex_date", "amount", (symbol, date, amount) => new Dividend(symbol, date, amount), cancellationToken);

    /// <summary>The facts of a file of such a folder.</summary>
    internal static Dictionary<string, string> Facts(string source) => new() { [KindFact] = Kind, ["source"] = source };

    internal static bool IsOwn(IReadOnlyDictionary<string, string> facts) => FactOf(facts, KindFact) == Kind;

    private static string? FactOf(IReadOnlyDictionary<string, string> facts, string name) =>
        facts.GetValueOrDefault(ReportTable.FactPrefix + name);

    private static async Task<MarketRecords<T>?> ReadAsync<T>(
        string path, string dateColumn, string valueColumn, Func<Symbol, DateOnly, double, T> record, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return null;
        await using var file = await ParquetFile.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        var (fromText, checkedText) = (FactOf(file.Facts, FromFact), FactOf(file.Facts, CheckedAtFact));
        const DateTimeStyles Style = DateTimeStyles.RoundtripKind;
        if (!DateOnly.TryParseExact(fromText, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            || !DateTimeOffset.TryParseExact(checkedText, "O", CultureInfo.InvariantCulture, Style, out var checkedAt))
            throw new TableFileException($"'{path}' is not a file of 'technic export': its metadata lack {FromFact} or {CheckedAtFact}.");
        var records = new List<T>();
        for (var i = 0; i < file.Groups; i++)
        {
            records.AddRange(await file.ReadGroupAsync(i, async group =>
            {
                var symbols = await group.TextsAsync(file.Require("symbol"), cancellationToken).ConfigureAwait(false);
                var dates = await group.DatesAsync(file.Require(dateColumn), cancellationToken).ConfigureAwait(false);
                var values = await group.NumbersAsync(file.Require(valueColumn), cancellationToken).ConfigureAwait(false);
                return symbols.Select((symbol, row) => record(SymbolOf(path, symbol), DateOf(path, dates[row]), values[row])).ToArray();
            }).ConfigureAwait(false));
        }
        return new MarketRecords<T>(records, from, checkedAt);
    }

    private static Symbol SymbolOf(string path, string? text) =>
        Symbol.TryParse(text, out var symbol, out var why) ? symbol : throw new TableFileException($"'{path}': {why}");

    private static DateOnly DateOf(string path, DateOnly? date) =>
        date ?? throw new TableFileException($"'{path}' has a row without a date.");
}

/// <summary>All records of one kind of a market, such as splits.</summary>
/// <param name="Records">The records.</param>
/// <param name="From">The first covered day (New York date).</param>
/// <param name="CheckedAt">The instant up to which they are complete.</param>
public sealed record MarketRecords<T>(IReadOnlyList<T> Records, DateOnly From, DateTimeOffset CheckedAt);
