using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Held;
using Technic.Core.Text;

namespace Technic.Columnar;

/// <summary>Price histories from Parquet files of daily bars, in memory.</summary>
public sealed class ParquetMarket : HeldMarket
{
    private readonly Dictionary<Symbol, BarSeries> _bars;
    private readonly ILookup<Symbol, Split> _splits;
    private readonly ILookup<Symbol, Dividend> _dividends;
    private readonly DateOnly? _dividendsFrom;

    private ParquetMarket(
        string name, string description, Dictionary<Symbol, BarSeries> bars, IReadOnlyList<Split> splits,
        MarketRecords<Dividend>? dividends) : base(name, description, Frequency.Daily)
    {
        _bars = bars;
        _splits = splits.ToLookup(split => split.Symbol);
        _dividends = (dividends?.Records ?? []).ToLookup(dividend => dividend.Symbol);
        _dividendsFrom = dividends?.From;
        LastDay = bars.Values.Max(series => series.Times[^1].Date);
    }

    /// <inheritdoc/>
    public override DateOnly LastDay { get; }

    /// <summary>The unused rows, by reason.</summary>
    public IReadOnlyList<DroppedLines> Dropped { get; private init; } = [];

    /// <inheritdoc/>
    public override DateOnly? DividendsFrom => _dividendsFrom;

    /// <inheritdoc/>
    protected override string What => "The Parquet file";

    /// <summary>Reads a file, a folder of files, or a folder of <c>technic export</c> with its splits and dividends.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableFileException">A file cannot be read, lacks a column, or has invalid values; or there are no bars.</exception>
    public static async Task<ParquetMarket> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var files = ParquetBars.FilesOf(path);
        var reading = new ParquetReading();
        foreach (var part in files)
        {
            await foreach (var read in ParquetBars.ReadAsync(part, cancellationToken).ConfigureAwait(false)) reading.Add(read);
        }
        var bars = reading.Finish();
        if (bars.Count == 0) throw new TableFileException($"'{path}' has no bars.");
        var splits = await MarketFolder.ReadSplitsAsync(path, cancellationToken).ConfigureAwait(false);
        var dividends = await MarketFolder.ReadDividendsAsync(path, cancellationToken).ConfigureAwait(false);
        var rows = bars.Values.Sum(series => (long)series.Count);
        var file = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        var description = $"{rows:N0} daily bars of {bars.Count:N0} symbols from {file}, "
            + (splits is null ? "not adjusted for splits." : $"adjusted for {splits.Records.Count:N0} splits.");
        return new ParquetMarket($"parquet-{Digest(path, files)}", description, bars, splits?.Records ?? [], dividends)
        {
            Dropped = reading.Dropped,
        };
    }

    /// <inheritdoc/>
    public override Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<FetchedListings>(cancellationToken)
            : Task.FromResult(new FetchedListings([.. _bars.Keys.Order().Select(symbol => new Listing(symbol))], Requests: 0));

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(Symbol Symbol, BarSeries Bars)>> TradedAsync(
        Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Wanted(_bars, isWanted));

    /// <inheritdoc/>
    protected override ValueTask<BarSeries> BarsAsync(Symbol symbol, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_bars.GetValueOrDefault(symbol, BarSeries.Empty));

    /// <inheritdoc/>
    protected override IEnumerable<Split> SplitsOf(Symbol symbol) => _splits[symbol];

    /// <inheritdoc/>
    protected override IReadOnlyList<Dividend> DividendsOf(Symbol symbol) => [.. _dividends[symbol]];

    /// <summary>Changes with names, sizes and times of the files.</summary>
    private static string Digest(string path, IReadOnlyList<string> files)
    {
        var text = new StringBuilder();
        string[] all = [.. files, MarketFolder.SplitsOf(path), MarketFolder.DividendsOf(path)];
        foreach (var file in all.Select(name => new FileInfo(name)).Where(file => file.Exists))
            text.Append(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks} ");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 4));
    }
}
