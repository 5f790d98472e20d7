using System.Text;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Universes;

/// <summary>
/// The symbols of a file: a company list, an index, a watch list, the holdings of a fund. A table has a column of symbols and, in any
/// order, may have names, exchanges, sectors, industries and market capitalisations; lines before its header and after its end are ignored,
/// and so are other columns. A list has only symbols, separated by lines, commas or semicolons. All usual notations of tickers are
/// supported (<see cref="Ticker"/>). docs/data.md lists the files.
/// </summary>
/// <param name="Listings">One listing for each symbol, in the order of the file.</param>
/// <param name="Dropped">The dropped lines, by reason.</param>
/// <param name="Warnings">Columns that are not used because of implausible values, one sentence each.</param>
public sealed record UniverseFile(IReadOnlyList<Listing> Listings, IReadOnlyList<DroppedLines> Dropped, IReadOnlyList<string> Warnings)
{
    public const string InvalidSymbol = "invalid symbol";
    public const string RepeatedSymbol = FilterRules.Repeated;
    public const string WrongColumns = "wrong number of columns";

    /// <summary>A fund's cash, futures and other holdings that are not shares.</summary>
    public const string NotAShare = "not a share";

    /// <summary>A symbol that the exchange uses for tests.</summary>
    public const string TestIssue = "test issue";

    /// <summary>The number of dropped lines by reason.</summary>
    public IReadOnlyDictionary<string, int> DroppedCounts => Dropped.ToDictionary(dropped => dropped.Reason, dropped => dropped.Count);

    /// <summary>The universe of a scan: the listings, and the dropped lines by reason.</summary>
    public Universe ToUniverse() => new(Listings, DroppedCounts);

    /// <summary>Reads a file.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, is empty, has other columns, or has no usable line.</exception>
    public static UniverseFile Read(string path, CancellationToken cancellationToken)
    {
        using var reader = CsvReader.Open(path);
        if (!reader.Read()) throw new CsvFormatException($"'{path}' is empty: expected a column 'symbol'.");
        var columns = UniverseColumns.Of(reader);

        var listings = new List<Listing>();
        var lineOf = new Dictionary<Symbol, int>();
        var dropped = new DroppedLinesCounter();
        var strings = new StringPool();
        var caps = new MarketCapColumn();
        // A list without a header begins with its first record.
        for (var more = !columns.HasHeader || reader.Read(); more; more = reader.Read())
        {
            if ((reader.Line & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            if (!columns.HasHeader) AddList(reader, listings, lineOf, dropped);
            else if (columns.IsFooter()) continue;
            else if (columns.ComplainAboutRecord() is { } complaint) Drop(WrongColumns, complaint);
            else if (columns.ReasonNotToTrade() is var (reason, why) && reason is not null) Drop(reason, why!);
            else if (!Ticker.TryParse(columns.SymbolText(), out var symbol, out var wrong)) Drop(InvalidSymbol, wrong);
            else if (!lineOf.TryAdd(symbol, reader.Line)) Drop(RepeatedSymbol, $"{symbol} is already on line {lineOf[symbol]}.");
            else
            {
                listings.Add(columns.Listing(symbol, strings));
                caps.Add(columns.MarketCap());
            }
        }
        if (listings.Count == 0) throw new CsvFormatException(NothingUsable());
        var warning = columns.MarketCapName is { } name ? caps.Fill(listings, name, columns.IsFinviz) : null;
        return new UniverseFile(listings, dropped.ToList(), warning is null ? [] : [$"'{path}': {warning}"]);

        void Drop(string reason, string complaint) => dropped.Add(reason, () => $"line {reader.Line}: {complaint}");

        string NothingUsable() => dropped.Count == 0
            ? $"'{path}' has only a header."
            : $"'{path}' has no usable symbols; {dropped.Count:N0} lines were dropped, the first one: {dropped.ToList()[0].Examples[0]}";
    }

    /// <summary>Adds the symbols of a line of a list.</summary>
    private static void AddList(CsvReader reader, List<Listing> listings, Dictionary<Symbol, int> lineOf, DroppedLinesCounter dropped)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var text = reader.Text(i);
            // In a TradingView watch list, sections begin with ###NAME.
            if (text.Length == 0 || text.StartsWith("###", StringComparison.Ordinal)) continue;
            var line = reader.Line;
            if (!Ticker.TryParse(text, out var symbol, out var why)) dropped.Add(InvalidSymbol, () => $"line {line}: {why}");
            else if (!lineOf.TryAdd(symbol, line))
                dropped.Add(RepeatedSymbol, () => $"line {line}: {symbol} is already on line {lineOf[symbol]}.");
            else listings.Add(new Listing(symbol));
        }
    }

    /// <summary>Returns one string instance for equal texts.</summary>
    internal sealed class StringPool
    {
        private const int MaxPooled = 256;

        private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _strings =
            new Dictionary<string, string>().GetAlternateLookup<ReadOnlySpan<char>>();

        public string Get(ReadOnlySpan<byte> utf8)
        {
            if (utf8.Length > MaxPooled) return Encoding.UTF8.GetString(utf8);
            Span<char> buffer = stackalloc char[MaxPooled];
            ReadOnlySpan<char> text = buffer[..Encoding.UTF8.GetChars(utf8, buffer)];
            if (_strings.TryGetValue(text, out var known)) return known;
            var added = text.ToString();
            _strings[text] = added;
            return added;
        }
    }
}
