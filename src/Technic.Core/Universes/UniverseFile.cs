using System.Globalization;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Universes;

/// <summary>
/// The symbols of a CSV file. A file with a header has a column <c>symbol</c> or <c>ticker</c> and, in any order, may have <c>name</c>,
/// <c>exchange</c>, <c>sector</c>, <c>industry</c> and <c>market_cap</c> (US dollars); other columns are passed over. A file of one column may do without
/// a header. Tickers in Nasdaq's notation are translated (<see cref="NasdaqNotation"/>). Plain or gzip, UTF-8.
/// </summary>
/// <param name="Listings">One listing a symbol, in the order of the file.</param>
/// <param name="Dropped">The lines that could not be used, by reason.</param>
public sealed record UniverseFile(IReadOnlyList<Listing> Listings, IReadOnlyList<DroppedLines> Dropped)
{
    public const string InvalidSymbol = "invalid symbol";
    public const string RepeatedSymbol = FilterRules.Repeated;
    public const string WrongColumns = "wrong number of columns";

    private const int MaxExamples = 5;

    /// <summary>The number of dropped lines by reason.</summary>
    public IReadOnlyDictionary<string, int> DroppedCounts => Dropped.ToDictionary(dropped => dropped.Reason, dropped => dropped.Count);

    /// <summary>What a scan takes: the listings, and the dropped lines among what it leaves out.</summary>
    public Universe ToUniverse() => new(Listings, DroppedCounts);

    /// <summary>Reads a file.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, is empty, has other columns, or not one line of it can be used.</exception>
    public static UniverseFile Read(string path, CancellationToken cancellationToken)
    {
        using var reader = CsvReader.Open(path);
        if (!reader.Read()) throw new CsvFormatException($"'{path}' is empty: a column 'symbol' is expected.");
        var columns = UniverseColumns.Of(reader);
        var pending = !columns.HasHeader;

        var listings = new List<Listing>();
        var lineOf = new Dictionary<Symbol, int>();
        var dropped = new Dictionary<string, (int Count, List<string> Examples)>();
        var strings = new StringPool();
        while (pending || reader.Read())
        {
            pending = false;
            if ((reader.Line & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            if (columns.ComplainAboutRecord() is { } complaint) Drop(WrongColumns, complaint);
            else if (!Symbol.TryParse(NasdaqNotation.Translate(reader.Text(columns.Symbol)), out var symbol, out var why)) Drop(InvalidSymbol, why);
            else if (!lineOf.TryAdd(symbol, reader.Line)) Drop(RepeatedSymbol, $"{symbol} is already on line {lineOf[symbol]}.");
            else listings.Add(columns.Listing(symbol, strings));
        }
        if (listings.Count == 0) throw new CsvFormatException(NothingUsable());
        return new UniverseFile(listings, [.. dropped.Select(pair => new DroppedLines(pair.Key, pair.Value.Count, pair.Value.Examples))]);

        void Drop(string reason, string complaint)
        {
            var (count, examples) = dropped.GetValueOrDefault(reason, (0, []));
            if (examples.Count < MaxExamples) examples.Add($"line {reader.Line}: {complaint}");
            dropped[reason] = (count + 1, examples);
        }

        string NothingUsable() => dropped.Count == 0
            ? $"'{path}' has a header and no symbols."
            : $"'{path}' has no usable symbol; of {dropped.Values.Sum(d => d.Count):N0} lines dropped the first is {dropped.Values.First().Examples[0]}";
    }

    /// <summary>Where the columns stand.</summary>
    private sealed class UniverseColumns
    {
        private readonly CsvReader _reader;
        private readonly CsvHeader? _header;
        private readonly int? _name, _exchange, _sector, _industry, _marketCap;

        private UniverseColumns(CsvReader reader, CsvHeader? header, int symbol)
        {
            (_reader, _header, Symbol) = (reader, header, symbol);
            _name = header?.Find("name", "company", "security");
            _exchange = header?.Find("exchange");
            _sector = header?.Find("sector", "gics sector");
            _industry = header?.Find("industry", "gics industry", "gics sub-industry");
            _marketCap = header?.Find("market_cap", "marketcap", "market cap");
        }

        public int Symbol { get; }

        public bool HasHeader => _header is not null;

        public static UniverseColumns Of(CsvReader reader)
        {
            var header = new CsvHeader(reader);
            if ((header.Find("symbol", "symbols") ?? header.Find("ticker", "tickers")) is { } symbol) return new UniverseColumns(reader, header, symbol);
            // Tickers begin with a capital; a single word in small letters is the name of some other column.
            var isList = reader.FieldCount == 1 && reader[0] is [>= (byte)'A' and <= (byte)'Z', ..] && !reader[0].Contains((byte)' ');
            return isList ? new UniverseColumns(reader, null, 0) : throw reader.Complain($"there is no column 'symbol' or 'ticker' (the file has: {header.Found}).");
        }

        public string? ComplainAboutRecord() =>
            _header is not null ? _header.ComplainAboutRecord() : _reader.FieldCount == 1 ? null : $"{_reader.FieldCount} columns where the first line has 1.";

        public Listing Listing(Symbol symbol, StringPool strings) =>
            new(symbol, Text(_name, null), Text(_exchange, strings), Text(_sector, strings), Text(_industry, strings), Positive(_marketCap));

        private string? Text(int? column, StringPool? strings)
        {
            if (column is not { } index || _reader[index].IsEmpty) return null;
            return strings is null ? _reader.Text(index) : strings.Get(_reader[index]);
        }

        // Company lists write 0 where they do not know the capitalisation.
        private double? Positive(int? column) =>
            column is { } index && double.TryParse(_reader[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
                ? number
                : null;
    }

    /// <summary>One string for each text, however often a file repeats it.</summary>
    private sealed class StringPool
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

/// <summary>Lines of a universe file that could not be used for one reason.</summary>
/// <param name="Reason">The reason in two or three words.</param>
/// <param name="Count">How many lines.</param>
/// <param name="Examples">The first few, with their line numbers.</param>
public sealed record DroppedLines(string Reason, int Count, IReadOnlyList<string> Examples);
