using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Sources.Stooq;

/// <summary>
/// The daily bars of the US market in a bulk file of Stooq (<c>d_us_txt.zip</c>): a text file a symbol,
/// <c>data/daily/us/nasdaq stocks/1/aapl.us.txt</c>, with the columns of <see cref="Header"/>. A file is read when its symbol is requested.
/// Source: https://stooq.com/db/h/.
/// </summary>
internal sealed class StooqArchive : IDisposable
{
    private const string Suffix = ".us.txt";
    private const string Header = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>";

    /// <summary>The version of the rules for names and files: prices that were read with other rules are not these.</summary>
    private const string Reading = "2 ";

    private readonly string _path;
    private readonly Dictionary<Symbol, string> _entries;
    private readonly ConcurrentBag<ZipArchive> _idle = [];

    /// <exception cref="CsvFormatException">The file cannot be read, or is not a bulk file of the US market.</exception>
    public StooqArchive(string path)
    {
        _path = path;
        if (Directory.Exists(path))
            throw new CsvFormatException($"'{path}' is a folder: expected the bulk file d_us_txt.zip; use --csv for an unpacked one.");
        if (!File.Exists(path)) throw new CsvFormatException($"File not found: '{path}'.");
        var (files, names) = (new Dictionary<Symbol, (string Name, long Length)>(), new StringBuilder(Reading));
        Use(zip =>
        {
            foreach (var entry in zip.Entries)
            {
                if (!entry.Name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)) continue;
                names.Append(CultureInfo.InvariantCulture, $"{entry.FullName} {entry.Crc32} ");
                // An underscore is Stooq's mark of preferred shares: bac_l is BACpL.
                var ticker = entry.Name[..^Suffix.Length].ToUpperInvariant().Replace('_', '^');
                if (!Ticker.TryParse(ticker, out var symbol)) continue;
                // Of a symbol in two folders the longer history is used.
                if (files.TryGetValue(symbol, out var known) && known.Length >= entry.Length) continue;
                files[symbol] = (entry.FullName, entry.Length);
            }
            return 0;
        });
        if (files.Count == 0)
            throw new CsvFormatException($"'{path}' has no files that end in {Suffix}: expected the bulk file d_us_txt.zip of Stooq.");
        _entries = files.ToDictionary(file => file.Key, file => file.Value.Name);
        Listings = [.. _entries.OrderBy(entry => entry.Key).Select(entry => ListingOf(entry.Key, entry.Value))];
        Largest = [.. files.OrderByDescending(file => file.Value.Length).Select(file => file.Key)];
        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names.ToString())).AsSpan(0, 4));
    }

    /// <summary>The symbols, ascending.</summary>
    public IReadOnlyList<Listing> Listings { get; }

    /// <summary>The symbols with the longest histories first.</summary>
    public IReadOnlyList<Symbol> Largest { get; }

    /// <summary>Changes with the content.</summary>
    public string Digest { get; }

    /// <summary>The bars of some symbols, in their order; none for an unknown symbol.</summary>
    /// <exception cref="CsvFormatException">A file cannot be read, or is invalid.</exception>
    public IReadOnlyList<(Symbol Symbol, BarSeries Bars)> Read(
        IReadOnlyList<Symbol> symbols, DateOnly from, DateOnly to, CancellationToken cancellationToken) => Use(zip =>
    {
        var series = new List<(Symbol, BarSeries)>(symbols.Count);
        foreach (var symbol in symbols)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_entries.TryGetValue(symbol, out var name) || zip.GetEntry(name) is not { } entry) continue;
            series.Add((symbol, Parse(entry, from, to)));
        }
        return series;
    });

    public void Dispose()
    {
        while (_idle.TryTake(out var zip)) zip.Dispose();
    }

    // An open zip archive is not for concurrent use, and its list of files takes a while to read.
    private T Use<T>(Func<ZipArchive, T> use)
    {
        try
        {
            if (!_idle.TryTake(out var zip)) zip = ZipFile.OpenRead(_path);
            try
            {
                return use(zip);
            }
            finally
            {
                _idle.Add(zip);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CsvFormatException($"'{_path}' cannot be read as a zip file: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    private BarSeries Parse(ZipArchiveEntry entry, DateOnly from, DateOnly to)
    {
        using var text = new StreamReader(entry.Open(), Encoding.ASCII);
        // A symbol without bars has an empty file.
        if (text.ReadLine() is not { } header) return BarSeries.Empty;
        if (!header.StartsWith(Header, StringComparison.Ordinal))
            throw new CsvFormatException(entry.FullName, 1, $"expected the columns {Header}.");
        var bars = new BarSeriesBuilder();
        for (var line = 2; text.ReadLine() is { } record; line++)
        {
            if (record.Length > 0 && BarOf(record, entry.FullName, line) is { } bar) bars.Add(bar);
        }
        return bars.Build(from, to, out _);
    }

    /// <summary>The bar of a line as floating-point numbers: an adjusted price has as many digits as it takes.</summary>
    private static Bar? BarOf(string record, string file, int line)
    {
        var fields = record.Split(',');
        if (fields.Length < 9) throw new CsvFormatException(file, line, $"expected 9 columns or more, found {fields.Length}.");
        if (fields[1] != "D") throw new CsvFormatException(file, line, "expected daily bars (period D).");
        if (!DateOnly.TryParseExact(fields[2], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new CsvFormatException(file, line, "invalid date.");
        Span<double> values = stackalloc double[5];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(fields[i + 4], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                throw new CsvFormatException(file, line, "invalid number.");
        }
        return new Bar(BarTime.OfDay(date), values[0], values[1], values[2], values[3], values[4]);
    }

    /// <summary>Exchange and type by the folder: <c>nasdaq stocks</c>, <c>nyse etfs</c>, <c>nysemkt stocks</c>.</summary>
    private static Listing ListingOf(Symbol symbol, string name)
    {
        var folder = name.Split('/').FirstOrDefault(part => part.EndsWith(" stocks", StringComparison.OrdinalIgnoreCase)
            || part.EndsWith(" etfs", StringComparison.OrdinalIgnoreCase));
        if (folder is null) return new Listing(symbol);
        var isEtf = folder.EndsWith(" etfs", StringComparison.OrdinalIgnoreCase);
        return new Listing(symbol, Exchange: folder[..folder.IndexOf(' ', StringComparison.Ordinal)].ToUpperInvariant())
        {
            Type = isEtf ? "ETF" : null,
        };
    }
}
