using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Text;

namespace Technic.Core.Universes;

/// <summary>The columns of a universe file, and the detection of lines that are not companies.</summary>
internal sealed class UniverseColumns
{
    private const int MaxPreamble = 50;

    private static readonly string[] SymbolNames =
    [
        "symbol", "symbols", "ticker", "tickers", "act symbol", "ticker symbol", "stock symbol", "holding ticker", "nasdaq symbol",
        "code",
    ];
    private static readonly string[] NameNames =
        ["name", "company", "security", "company name", "security name", "description", "holding name", "issuer", "fund name"];
    private static readonly string[] MarketCapNames =
        ["market cap", "marketcap", "mkt cap", "mktcap", "market capitalization", "market capitalisation"];

    private static readonly string[] Footers = ["total", "totals", "subtotal", "sum", "grand total", "count"];
    private static readonly string[] FooterBeginnings =
        ["file creation time", "date downloaded", "downloaded from", "source:", "as of", "note", "©", "*"];

    // Funds write these classes without the exchange's point.
    private static readonly string[] Classes =
    [
        "BRKA", "BRKB", "BFA", "BFB", "HEIA", "LENB", "MOGA", "MOGB", "LGFA", "LGFB", "CWENA", "UHALB", "JWA", "WSOB", "STZB", "TAPA",
        "GEFB", "AKOA", "AKOB",
    ];

    private readonly CsvReader _reader;
    private readonly CsvHeader? _header;
    private readonly int _symbol;
    private readonly int? _name, _exchange, _sector, _industry, _marketCap, _assetClass, _test;
    private readonly bool _isFund;

    private UniverseColumns(CsvReader reader, CsvHeader? header, int symbol)
    {
        (_reader, _header, _symbol) = (reader, header, symbol);
        if (header is null) return;
        _name = header.FindFirst(NameNames);
        _exchange = header.FindFirst(["exchange", "primary exchange", "listing exchange"]);
        _sector = header.FindFirst(["sector", "gics sector"]);
        _industry = header.FindFirst(["industry", "gics industry", "gics sub-industry"]);
        _marketCap = header.FindFirst(MarketCapNames) ?? Enumerable.Range(0, header.Count)
            .Where(i => MarketCapNames.Any(name => header.Name(i).StartsWith(name, StringComparison.Ordinal)))
            .Cast<int?>()
            .FirstOrDefault();
        _assetClass = header.FindFirst(["asset class", "asset type"]);
        _test = header.FindFirst(["test issue"]);
        _isFund = _assetClass is not null || header.FindFirst(["weight", "weight %", "% weight"]) is not null;
        IsFinviz = header.FindFirst(["no"]) is 0 && header.FindFirst(["ticker"]) is not null && header.FindFirst(["country"]) is not null;
    }

    public bool HasHeader => _header is not null;

    /// <summary>The name of the column of market capitalisations; <c>null</c> when there is none.</summary>
    public string? MarketCapName => _marketCap is { } column ? _header!.Original(column) : null;

    /// <summary>Whether the columns are those of Finviz, which exports market capitalisations in millions.</summary>
    public bool IsFinviz { get; }

    /// <summary>Finds the header, from the reader's current record on; a plain list of tickers has none.</summary>
    /// <exception cref="CsvFormatException">The symbol column is missing, or there are several.</exception>
    public static UniverseColumns Of(CsvReader reader)
    {
        CsvFormatException? first = null;
        for (var record = 0; record < MaxPreamble; record++)
        {
            var header = new CsvHeader(reader, BarLayout.Normalise);
            if (header.FindFirst(SymbolNames) is { } symbol) return new UniverseColumns(reader, header, symbol);
            if (record == 0 && IsList(reader)) return new UniverseColumns(reader, null, 0);
            first ??= reader.Complain($"missing column 'symbol' or 'ticker' (the file has: {header.Found}).");
            if (!reader.Read()) break;
        }
        throw first!;
    }

    public string? ComplainAboutRecord() => _header?.ComplainAboutRecord();

    /// <summary>Whether the record is after the table: a total, a date, a disclaimer.</summary>
    public bool IsFooter()
    {
        var first = _reader.Text(0);
        if (FooterBeginnings.Any(beginning => first.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))) return true;
        if (_reader.FieldCount == 1 && _header!.Count > 1) return true;
        var symbol = _symbol < _reader.FieldCount ? _reader.Text(_symbol) : "";
        return Footers.Contains(symbol, StringComparer.OrdinalIgnoreCase)
            || (symbol.Length == 0 && Footers.Contains(first, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Why a line is not a share; <c>null</c> when it may be one.</summary>
    public (string? Reason, string? Why) ReasonNotToTrade()
    {
        if (_test is { } test && _reader[test] is [(byte)'Y' or (byte)'y'])
            return (UniverseFile.TestIssue, $"{_reader.Text(_symbol)} is a test issue.");
        if (_assetClass is { } column && _reader.Text(column) is { Length: > 0 } kind
            && !kind.Contains("equit", StringComparison.OrdinalIgnoreCase) && !kind.Contains("stock", StringComparison.OrdinalIgnoreCase)
            && !kind.Contains("share", StringComparison.OrdinalIgnoreCase))
            return (UniverseFile.NotAShare, $"{Printable.Of(_reader[_symbol])} is {Printable.Of(kind)}.");
        return default;
    }

    public string SymbolText()
    {
        var text = _reader.Text(_symbol);
        return _isFund && Classes.Contains(text, StringComparer.OrdinalIgnoreCase) ? $"{text[..^1]}.{text[^1]}" : text;
    }

    public Listing Listing(Symbol symbol, UniverseFile.StringPool strings) =>
        new(symbol, Text(_name, null), Text(_exchange, strings), Text(_sector, strings), Text(_industry, strings));

    /// <summary>The market capitalisation as written.</summary>
    public string? MarketCap() => Text(_marketCap, null);

    private string? Text(int? column, UniverseFile.StringPool? strings)
    {
        if (column is not { } index || NumberText.IsMissing(_reader[index])) return null;
        return strings is null ? _reader.Text(index) : strings.Get(_reader[index]);
    }

    /// <summary>Whether the record belongs to a list: every field is a ticker. A word in lower case is the name of a column.</summary>
    private static bool IsList(CsvReader reader)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (reader[i].IsEmpty || reader[i].StartsWith("###"u8)) continue;
            var text = reader.Text(i);
            if (text.Contains(' ', StringComparison.Ordinal) || !text.Any(char.IsAsciiLetterUpper) || !IsTicker(text)) return false;
        }
        return true;
    }

    private static bool IsTicker(string text) =>
        Ticker.TryParse(text, out var symbol) && (symbol.Text == text || text.Any(c => !char.IsAsciiLetter(c)));
}
