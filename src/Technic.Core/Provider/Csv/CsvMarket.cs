using System.Security.Cryptography;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Reports;
using Technic.Core.Text;

namespace Technic.Core.Provider.Csv;

/// <summary>
/// Price histories from a CSV file, held in memory. A fetch is adjusted for the splits executed up to its last day and for no later
/// ones: what a replay of a past day sees does not depend on what happened after it.
/// </summary>
public sealed class CsvMarket : IPriceSource
{
    private readonly BarFile _file;
    private readonly ILookup<Symbol, Split> _splits;
    private readonly Listing[] _listings;

    private CsvMarket(string name, string description, BarFile file, IReadOnlyList<Split> splits)
    {
        Name = name;
        Description = description;
        _file = file;
        _splits = splits.ToLookup(split => split.Symbol);
        _listings = [.. file.Bars.Keys.Select(symbol => new Listing(symbol))];
    }

    /// <summary><c>csv-</c> and eight hexadecimal digits that change with the content of the files.</summary>
    public string Name { get; }

    public string Description { get; }

    public int? RequestsPerMinute => null;

    /// <inheritdoc/>
    public bool ListsForFree => true;

    /// <inheritdoc/>
    public bool FetchesBarsForFree => true;

    /// <summary>The length of every bar of the file.</summary>
    public Frequency Frequency => _file.Frequency;

    /// <summary>Reads the files.</summary>
    /// <param name="barsPath">A file for <see cref="BarCsv.Read"/>.</param>
    /// <param name="splitsPath">A file for <see cref="BarCsv.ReadSplits"/>; <c>null</c> when the bars need no adjustment.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CsvFormatException">A file cannot be read or is refused.</exception>
    public static CsvMarket Open(string barsPath, string? splitsPath, CancellationToken cancellationToken)
    {
        var file = BarCsv.Read(barsPath, cancellationToken);
        var splits = splitsPath is null ? [] : BarCsv.ReadSplits(splitsPath, cancellationToken);
        var name = $"csv-{Digest(barsPath, splitsPath)}";
        var description = $"{file.Rows:N0} {file.Frequency.Word()} bars of {file.Bars.Count:N0} symbols from {Path.GetFileName(barsPath)}"
            + (splitsPath is null ? ", not adjusted for splits." : $", adjusted for the splits of {Path.GetFileName(splitsPath)}.");
        return new CsvMarket(name, description, file, splits);
    }

    /// <summary>The bars of a symbol, adjusted for the splits executed up to <paramref name="to"/>; none for a symbol that is not in the file.</summary>
    /// <exception cref="PriceSourceException">The file holds bars of another length.</exception>
    public Task<FetchedBars> FetchBarsAsync(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<FetchedBars>(cancellationToken);
        if (frequency != Frequency)
        {
            return Task.FromException<FetchedBars>(new PriceSourceException(
                PriceSourceFailure.BadData, $"The CSV file holds {Frequency.Word()} bars, no {frequency.Word()} ones.", requests: 1));
        }
        return Task.FromResult(new FetchedBars(Adjusted(symbol, from, to), Requests: 1));
    }

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<FetchedListings>(cancellationToken)
            : Task.FromResult(new FetchedListings(_listings, Requests: 0));

    private BarSeries Adjusted(Symbol symbol, DateOnly from, DateOnly to)
    {
        if (!_file.Bars.TryGetValue(symbol, out var all)) return BarSeries.Empty;
        var window = all.Between(from, to);
        // The window gets columns of its own: a cache that keeps it must not be charged for the whole file.
        return SplitAdjustment.Adjust(window, _splits[symbol], to).Compact();
    }

    private static string Digest(string barsPath, string? splitsPath)
    {
        try
        {
            var digest = Sha256(barsPath);
            if (splitsPath is not null) digest = SHA256.HashData([.. digest, .. Sha256(splitsPath)]);
            return Convert.ToHexStringLower(digest.AsSpan(0, 4));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CsvFormatException($"'{barsPath}' cannot be read again: {e.Message}", e);
        }
    }

    private static byte[] Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }
}
