using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Held;
using Technic.Core.Text;

namespace Technic.Sources.Stooq;

/// <summary>
/// Price histories from a bulk file of Stooq. Stooq adjusts prices for splits and dividends; they are used as they are, so that a study or
/// a replay has the prices of the day of the download.
/// </summary>
public sealed class StooqMarket : HeldMarket, IAsyncDisposable
{
    /// <summary>The number of symbols whose last bar decides the last day.</summary>
    private const int Sample = 20;

    private readonly StooqArchive _archive;

    private StooqMarket(StooqArchive archive, string description, DateOnly lastDay)
        : base($"stooq-{archive.Digest}", description, Frequency.Daily) => (_archive, LastDay) = (archive, lastDay);

    /// <inheritdoc/>
    public override DateOnly LastDay { get; }

    /// <inheritdoc/>
    public override SourceTraits Traits { get; } =
        new("splits and dividends, as Stooq does", "with the next download", "US exchanges, as in the bulk file");

    /// <inheritdoc/>
    protected override string What => "The bulk file of Stooq";

    /// <summary>Opens a bulk file.</summary>
    /// <param name="path">The file <c>d_us_txt.zip</c>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CsvFormatException">The file cannot be read, has no bars, or is not a bulk file of the US market.</exception>
    public static StooqMarket Open(string path, CancellationToken cancellationToken)
    {
        var archive = new StooqArchive(path);
        var (last, invalid) = (default(DateOnly?), default(CsvFormatException));
        foreach (var symbol in archive.Largest.Take(Sample))
        {
            try
            {
                if (archive.Read([symbol], DateOnly.MinValue, DateOnly.MaxValue, cancellationToken) is not [{ Bars: { Count: > 0 } bars }])
                    continue;
                if (last is null || bars.Times[^1].Date > last) last = bars.Times[^1].Date;
            }
            catch (CsvFormatException problem)
            {
                // One damaged file is a failure of its symbol, not of the others.
                invalid ??= problem;
            }
        }
        if (last is null) throw invalid ?? new CsvFormatException($"'{path}' has no bars.");
        var description = $"daily bars of {archive.Listings.Count:N0} symbols from {Path.GetFileName(path)}, up to {last:yyyy-MM-dd}, "
            + "adjusted by Stooq for splits and dividends.";
        return new StooqMarket(archive, description, last.Value);
    }

    /// <inheritdoc/>
    public override Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<FetchedListings>(cancellationToken)
            : Task.FromResult(new FetchedListings(_archive.Listings, Requests: 0));

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(Symbol Symbol, BarSeries Bars)>> TradedAsync(
        Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var all = _archive.Listings.Select(listing => listing.Symbol);
        return ValueTask.FromResult(Read([.. all.Where(isWanted)], from, to, cancellationToken));
    }

    /// <inheritdoc/>
    protected override ValueTask<BarSeries> BarsAsync(Symbol symbol, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read([symbol], from, to, cancellationToken) is [var found] ? found.Bars : BarSeries.Empty);

    /// <inheritdoc/>
    protected override IEnumerable<Split> SplitsOf(Symbol symbol) => [];

    public ValueTask DisposeAsync()
    {
        _archive.Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<(Symbol Symbol, BarSeries Bars)> Read(
        IReadOnlyList<Symbol> symbols, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        try
        {
            return _archive.Read(symbols, from, to, cancellationToken);
        }
        catch (CsvFormatException problem)
        {
            throw new PriceSourceException(PriceSourceFailure.BadData, problem.Message, requests: 1, problem);
        }
    }
}
