using System.Text;
using System.Text.RegularExpressions;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The positions of the columns of one symbol's bars.</summary>
/// <param name="Symbol">The symbol of a table that has it in its header; otherwise <c>null</c>.</param>
internal readonly record struct BarSlot(Symbol? Symbol, int Open, int High, int Low, int Close, int Volume);

/// <summary>
/// The positions of the columns of a bar file. One line is one bar; or, in the format of yfinance, one line is one day of several symbols,
/// which a second header line names.
/// </summary>
internal sealed partial class BarLayout
{
    private const int MaxPreamble = 30;

    private static readonly string[] SymbolNames =
        ["symbol", "ticker", "symbols", "tickers", "act symbol", "instrument", "code", "sym", "s"];
    private static readonly string[] DateNames =
    [
        "date", "datetime", "date time", "timestamp", "time", "day", "trade date", "trading date", "local time", "gmt time", "t",
        "datum", "fecha", "data",
    ];
    private static readonly string[] OpenNames = ["open", "o", "open price", "eröffn", "eröffnung", "ouv", "ouverture", "apertura"];
    private static readonly string[] HighNames = ["high", "h", "high price", "hoch", "plus haut", "haut", "máximo", "massimo"];
    private static readonly string[] LowNames = ["low", "l", "low price", "tief", "plus bas", "bas", "mínimo", "minimo"];
    private static readonly string[] CloseNames =
    [
        "close", "close/last", "c", "closing price", "close price", "last", "price", "schluss", "schlusskurs", "zuletzt", "dernier",
        "clôture",
        "cierre", "último", "chiusura", "ultimo",
    ];
    private static readonly string[] VolumeNames = ["volume", "vol", "v", "total volume", "volumen"];
    private static readonly string[] WideNames =
        ["open", "high", "low", "close", "adj close", "volume", "dividends", "stock splits", "capital gains"];

    private readonly CsvHeader _header;

    private BarLayout(CsvHeader header, BarSlot[] slots)
    {
        _header = header;
        Slots = slots;
    }

    /// <summary>The bars of one line.</summary>
    public BarSlot[] Slots { get; }

    public int Date { get; private init; }

    /// <summary>The column of the time of day, in a file with separate columns for date and time.</summary>
    public int? Time { get; private init; }

    /// <summary>The column of the symbol; <c>null</c> when the header or the file name contains it.</summary>
    public int? Symbol { get; private init; }

    /// <summary>The column of the bars' length, in the format of Stooq.</summary>
    public int? Period { get; private init; }

    /// <summary>Whether it is a vendor's flat file of day aggregates: <c>window_start</c> in nanoseconds since 1970 UTC.</summary>
    public bool IsFlatFile { get; private init; }

    /// <summary>Whether the header is that of Nasdaq's website, whose dates begin with the month.</summary>
    public bool HasMonthFirst { get; private init; }

    /// <summary>The UTC offset of times without a zone, if the header contains it; <c>null</c> for New York local time.</summary>
    public TimeSpan? Offset { get; private init; }

    /// <summary>Whether the lines contain their symbols.</summary>
    public bool HasSymbols => Symbol is not null || Slots[0].Symbol is not null;

    /// <summary>Reads the header. Lines before it, such as a title, are skipped.</summary>
    /// <exception cref="CsvFormatException">The file is empty, or a column is missing or duplicated.</exception>
    public static BarLayout Read(CsvReader reader)
    {
        if (!reader.Read())
            throw new CsvFormatException(
                $"'{reader.Path}' is empty: expected a header with the columns symbol,date,open,high,low,close,volume.");
        CsvFormatException? first = null;
        for (var record = 0; record < MaxPreamble; record++)
        {
            var header = new CsvHeader(reader, Normalise);
            if (IsWide(header) && ReadWide(reader, header) is { } wide) return wide;
            if (HasColumns(header)) return Long(header);
            first ??= Complaint(header);
            if (!reader.Read()) break;
        }
        throw first!;
    }

    /// <summary>The error when the reader's current record does not fit the header; <c>null</c> when it does.</summary>
    public string? ComplainAboutRecord() => _header.ComplainAboutRecord();

    /// <summary>
    /// The name of a column in lower case, without brackets, numbering and unit: <c>&lt;VOL&gt;</c>, <c>5. volume</c> and <c>Vol.</c> are
    /// equal.
    /// </summary>
    internal static string Normalise(string name)
    {
        var plain = Numbering().Replace(name.Trim().Trim('<', '>', '*', '"', '\''), "");
        plain = Unit().Replace(plain, "").TrimEnd('.', '*', ' ').Replace('_', ' ');
        return plain.Trim().ToLowerInvariant();
    }

    private static bool HasColumns(CsvHeader header) =>
        FindDate(header) is not null && header.FindFirst(CloseNames) is not null && header.FindFirst(OpenNames) is not null;

    private static int? FindDate(CsvHeader header) =>
        header.FindFirst(["window start"]) ?? header.FindFirst(DateNames)
        // pandas writes an empty name for its index.
        ?? (header.Name(0).Length == 0 ? 0 : header.FindFirst(["unnamed: 0"]));

    private static CsvFormatException Complaint(CsvHeader header)
    {
        foreach (var (names, name) in new[] { (SymbolNames, "symbol"), (DateNames, "date"), (OpenNames, "open"), (CloseNames, "close") })
        {
            if (header.FindFirst(names) is null && (name != "symbol" || FindDate(header) is null)) return header.Missing(name);
        }
        return header.Missing("date");
    }

    private static BarLayout Long(CsvHeader header)
    {
        var date = FindDate(header)!.Value;
        var isFlatFile = header.FindFirst(["window start"]) is not null;
        var slot = new BarSlot(
            null, Require(header, OpenNames), Require(header, HighNames), Require(header, LowNames), Require(header, CloseNames),
            Require(header, VolumeNames));
        var time = header.FindFirst(["time"]);
        var dateName = header.Name(date);
        return new BarLayout(header, [slot])
        {
            Date = date,
            Time = time == date || isFlatFile ? null : time,
            Symbol = header.FindFirst(SymbolNames),
            Period = header.FindFirst(["per", "period"]),
            IsFlatFile = isFlatFile,
            HasMonthFirst = header.FindFirst(["close/last"]) is not null,
            Offset = dateName.Contains("gmt", StringComparison.Ordinal) || dateName.Contains("utc", StringComparison.Ordinal)
                ? TimeSpan.Zero
                : null,
        };
    }

    private static int Require(CsvHeader header, string[] names) => header.FindFirst(names) ?? throw header.Missing(names[0]);

    /// <summary>
    /// The first line of yfinance's header: <c>Price,Close,High,…</c>, <c>Ticker,AAPL,AAPL,…</c> or <c>,Adj Close,Close,…</c>.
    /// </summary>
    private static bool IsWide(CsvHeader header) =>
        header.Count >= 6 && header.Name(0) is "price" or "ticker" or "" or "prices" or "tickers"
        && (Fields(header) || header.Name(0) is "ticker" or "tickers" && Tickers(header));

    private static bool Fields(CsvHeader header) => Rest(header).All(name => WideNames.Contains(name));

    private static bool Tickers(CsvHeader header) => Rest(header).All(name => Ticker.TryParse(name, out _));

    private static IEnumerable<string> Rest(CsvHeader header) => Enumerable.Range(1, header.Count - 1).Select(header.Name);

    private static BarLayout? ReadWide(CsvReader reader, CsvHeader first)
    {
        if (first.FindFirst(["date", "datetime"]) is not null || !reader.Read()) return null;
        var second = new CsvHeader(reader, Normalise);
        if (second.Count != first.Count) return null;
        var (fields, tickers) = Fields(first) ? (first, second) : (second, first);
        if (!Fields(fields) || !Tickers(tickers)) return null;
        var slots = new List<BarSlot>();
        foreach (var ticker in Rest(tickers).Distinct())
        {
            int Column(string field)
            {
                var found = Enumerable.Range(1, first.Count - 1).Where(i => tickers.Name(i) == ticker && fields.Name(i) == field).ToArray();
                return found.Length == 1
                    ? found[0]
                    : throw reader.Complain($"{ticker.ToUpperInvariant()} has {found.Length} columns '{field}'.");
            }

            slots.Add(new BarSlot(
                Ticker.Parse(tickers.Original(Enumerable.Range(1, first.Count - 1).First(i => tickers.Name(i) == ticker))),
                Column("open"), Column("high"), Column("low"), Column("close"), Column("volume")));
        }
        return new BarLayout(first, [.. slots]) { Date = 0 };
    }

    /// <summary>
    /// Whether the reader's current record is the third line of such a header, which contains the name of the date column.
    /// </summary>
    public bool IsHeaderLine(CsvReader reader)
    {
        if (Slots[0].Symbol is null || reader.FieldCount == 0) return false;
        for (var i = 1; i < reader.FieldCount; i++)
        {
            if (!reader[i].IsEmpty) return false;
        }
        return Ascii.EqualsIgnoreCase(reader[0], "date"u8) || Ascii.EqualsIgnoreCase(reader[0], "datetime"u8);
    }

    [GeneratedRegex(@"^\d+[a-z]?\. ")]
    private static partial Regex Numbering();

    [GeneratedRegex(@"\s*\([^)]*\)\s*\z")]
    private static partial Regex Unit();
}
