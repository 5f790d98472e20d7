using System.Security.Cryptography;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Provider.Held;
using Technic.Core.Text;

namespace Technic.Core.Provider.Csv;

/// <summary>Price histories from text files with columns, in memory.</summary>
public sealed class CsvMarket : HeldMarket
{
    private readonly BarFile _file;
    private readonly ILookup<Symbol, Split> _splits;
    private readonly ILookup<Symbol, Dividend>? _dividends;
    private readonly Listing[] _listings;

    private CsvMarket(string name, string description, BarFile file, IReadOnlyList<Split> splits, IReadOnlyList<Dividend>? dividends)
        : base(name, description, file.Frequency)
    {
        _file = file;
        _splits = splits.ToLookup(split => split.Symbol);
        _dividends = dividends?.ToLookup(dividend => dividend.Symbol);
        _listings = [.. file.Bars.Keys.Select(symbol => new Listing(symbol))];
        LastDay = file.LastDay;
    }

    /// <inheritdoc/>
    public override DateOnly LastDay { get; }

    /// <summary>The unused lines, by reason.</summary>
    public IReadOnlyList<DroppedLines> Dropped => _file.Dropped;

    /// <summary>A file of dividends has all of them.</summary>
    public override DateOnly? DividendsFrom => _dividends is null ? null : DateOnly.MinValue;

    /// <inheritdoc/>
    protected override string What => "The CSV file";

    /// <summary>Reads complete files.</summary>
    /// <param name="barsPath">A file or folder for <see cref="BarCsv"/>.</param>
    /// <param name="splitsPath">A file for <see cref="BarCsv.ReadSplits"/>; <c>null</c> when the bars need no adjustment.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CsvFormatException">A file is not readable, is invalid or is incomplete.</exception>
    public static CsvMarket Open(string barsPath, string? splitsPath, CancellationToken cancellationToken) =>
        Open([barsPath], splitsPath, dividendsPath: null, BarFileOptions.Default, isLenient: false, cancellationToken);

    /// <summary>Reads files.</summary>
    /// <param name="barsPaths">Files or folders for <see cref="BarCsv"/>.</param>
    /// <param name="splitsPath">A file for <see cref="BarCsv.ReadSplits"/>; <c>null</c> when the bars need no adjustment.</param>
    /// <param name="dividendsPath">A file for <see cref="BarCsv.ReadDividends"/>; <c>null</c> when the dividends are unknown.</param>
    /// <param name="options">Options for what the files do not contain.</param>
    /// <param name="isLenient">Whether incomplete files are used.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CsvFormatException">
    /// A file is not readable, is invalid, or is incomplete (<see cref="BarFile.IsIncomplete"/>).
    /// </exception>
    public static CsvMarket Open(
        IReadOnlyList<string> barsPaths, string? splitsPath, string? dividendsPath, BarFileOptions options, bool isLenient,
        CancellationToken cancellationToken)
    {
        var file = BarCsv.Read(barsPaths, options, cancellationToken);
        if (!isLenient) file.ThrowIfIncomplete();
        var splits = splitsPath is null ? [] : BarCsv.ReadSplits(splitsPath, cancellationToken);
        var dividends = dividendsPath is null ? null : BarCsv.ReadDividends(dividendsPath, cancellationToken);
        string?[] paths = [.. BarFileNames.Expand(barsPaths), splitsPath, dividendsPath];
        var name = $"csv-{Digest([.. paths.OfType<string>()], options)}";
        var files = barsPaths.Count == 1
            ? Path.GetFileName(Path.TrimEndingDirectorySeparator(barsPaths[0]))
            : $"{barsPaths.Count:N0} files";
        var description = $"{file.Rows:N0} {file.Frequency.Word()} bars of {file.Bars.Count:N0} symbols from {files}"
            + (splitsPath is null ? ", not adjusted for splits." : $", adjusted for the splits of {Path.GetFileName(splitsPath)}.");
        return new CsvMarket(name, description, file, splits, dividends);
    }

    /// <inheritdoc/>
    public override Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<FetchedListings>(cancellationToken)
            : Task.FromResult(new FetchedListings(_listings, Requests: 0));

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(Symbol Symbol, BarSeries Bars)>> TradedAsync(
        Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Wanted(_file.Bars, isWanted));

    /// <inheritdoc/>
    protected override ValueTask<BarSeries> BarsAsync(Symbol symbol, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_file.Bars.GetValueOrDefault(symbol, BarSeries.Empty));

    /// <inheritdoc/>
    protected override IEnumerable<Split> SplitsOf(Symbol symbol) => _splits[symbol];

    /// <inheritdoc/>
    protected override IReadOnlyList<Dividend> DividendsOf(Symbol symbol) => _dividends is null ? [] : [.. _dividends[symbol]];

    private static string Digest(IReadOnlyList<string> paths, BarFileOptions options)
    {
        try
        {
            var digest = Sha256(paths[0]);
            foreach (var path in paths.Skip(1)) digest = SHA256.HashData([.. digest, .. Sha256(path)]);
            if (options != BarFileOptions.Default) digest = SHA256.HashData([.. digest, .. Encoding.UTF8.GetBytes(options.ToString())]);
            return Convert.ToHexStringLower(digest.AsSpan(0, 4));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CsvFormatException($"'{paths[0]}' cannot be read again: {e.Message}", e);
        }
    }

    private static byte[] Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }
}
