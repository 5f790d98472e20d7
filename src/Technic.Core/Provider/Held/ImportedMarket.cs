using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Storage;
using Technic.Core.Text;

namespace Technic.Core.Provider.Held;

/// <summary>
/// Price histories from the whole-market days of an archive, without requests: imported days, or days fetched before. Days that the archive
/// lacks are missing, and nothing about them is stored. The days of the last used window are in memory.
/// </summary>
public sealed class ImportedMarket : HeldMarket, IAsyncDisposable
{
    /// <summary>A symbol that traded in none of this number of last days is not listed.</summary>
    private const int ListedDays = 10;

    private readonly IDocumentStore _documents;
    private readonly MarketArchive _archive;
    private readonly DateOnly[] _days;
    private readonly ArchiveColumns? _columns;
    private readonly SemaphoreSlim _loading = new(1);
    private volatile Window? _window;

    private sealed record Window(DateOnly From, DateOnly To, Dictionary<Symbol, BarSeries> Bars);

    private ImportedMarket(
        string name, string description, IDocumentStore documents, MarketArchive archive,
        SortedDictionary<DateOnly, DateTimeOffset> days, string? columns) : base(name, description, Frequency.Daily)
    {
        (_documents, _archive, _days) = (documents, archive, [.. days.Keys]);
        _columns = columns is null ? null : new ArchiveColumns(columns, days, (day, neighbour, token) => OpenAsync(day, token, neighbour));
    }

    /// <inheritdoc/>
    public override DateOnly LastDay => _days[^1];

    /// <inheritdoc/>
    public override DateOnly? DividendsFrom =>
        _archive.Dividends.Dividends is { From: var from } && from < DateOnly.MaxValue ? from : null;

    /// <inheritdoc/>
    protected override string What => "The price store";

    /// <summary>An audit of the days.</summary>
    public ArchiveAudit Audit(MarketClock clock) => new(_archive, clock);

    /// <summary>Opens the days of an archive.</summary>
    /// <param name="documents">The store of the days; disposed with the market.</param>
    /// <param name="archive">The archive of these documents; disposed with the market.</param>
    /// <param name="columns">The folder of the copy by symbol (<see cref="ArchiveColumns"/>); <c>null</c> for none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The market; <c>null</c> when the archive has no days, and then neither is disposed.</returns>
    public static async Task<ImportedMarket?> OpenAsync(
        IDocumentStore documents, MarketArchive archive, string? columns, CancellationToken cancellationToken)
    {
        await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await archive.Dividends.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var entries = await documents.ListDocumentsAsync(MarketArchive.DayPrefix, cancellationToken).ConfigureAwait(false) ?? [];
        var days = new SortedDictionary<DateOnly, DateTimeOffset>();
        foreach (var (name, fetchedAt) in entries)
        {
            var date = name[MarketArchive.DayPrefix.Length..];
            if (DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                days.Add(day, fetchedAt);
        }
        if (days.Count == 0) return null;
        var (first, last) = (days.Keys.First(), days.Keys.Last());
        var digest = new StringBuilder();
        foreach (var (day, fetchedAt) in days) digest.Append(CultureInfo.InvariantCulture, $"{day.DayNumber} {fetchedAt.UtcTicks} ");
        digest.Append(CultureInfo.InvariantCulture, $"{archive.Splits.CheckedAt.UtcTicks}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(digest.ToString())).AsSpan(0, 4));
        var splits = archive.Known.Cover(archive.Splits, first, last)
            ? "adjusted for splits"
            : "not adjusted for all splits (technic import --splits FILE)";
        var count = days.Count == 1 ? "1 market day" : $"{days.Count:N0} market days";
        return new ImportedMarket(
            $"imported-{hash}", $"{count} of the price store, {first:yyyy-MM-dd} to {last:yyyy-MM-dd}, {splits}.", documents, archive,
            days, columns);
    }

    /// <inheritdoc/>
    public override async Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken)
    {
        var symbols = new SortedSet<Symbol>();
        foreach (var day in _days.TakeLast(ListedDays))
        {
            if (await OpenAsync(day, cancellationToken).ConfigureAwait(false) is not { } market) continue;
            foreach (var symbol in market.Symbols.ToArray()) symbols.Add(symbol);
        }
        return new FetchedListings([.. symbols.Select(symbol => new Listing(symbol))], Requests: 0);
    }

    public async ValueTask DisposeAsync()
    {
        _loading.Dispose();
        _archive.Dispose();
        if (_documents is IAsyncDisposable store) await store.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<(Symbol Symbol, BarSeries Bars)>> TradedAsync(
        Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (_columns is null)
        {
            var window = await WindowAsync(from, to, cancellationToken).ConfigureAwait(false);
            return Wanted(window.Bars, isWanted);
        }
        try
        {
            return await _columns.ReadAsync(isWanted, from, to, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(problem);
        }
    }

    /// <summary>Makes what is missing of the copy by symbol, so that the next study need not.</summary>
    /// <exception cref="PriceSourceException">The copy cannot be written, or a day is not readable.</exception>
    public async Task PrepareColumnsAsync(CancellationToken cancellationToken)
    {
        if (_columns is null) return;
        try
        {
            await _columns.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(problem);
        }
    }

    private static PriceSourceException Unavailable(Exception problem) =>
        new(Histories.PriceSourceFailure.Unavailable, problem.Message, requests: 0, problem);

    /// <inheritdoc/>
    protected override async ValueTask<BarSeries> BarsAsync(
        Symbol symbol, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        (await WindowAsync(from, to, cancellationToken).ConfigureAwait(false)).Bars.GetValueOrDefault(symbol, BarSeries.Empty);

    /// <inheritdoc/>
    protected override IEnumerable<Split> SplitsOf(Symbol symbol) => _archive.Splits.Of(symbol).Select(known => known.Split);

    /// <inheritdoc/>
    protected override IReadOnlyList<Dividend> DividendsOf(Symbol symbol) => _archive.Dividends.Dividends.Of(symbol);

    private async ValueTask<Window> WindowAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (Held(from, to) is { } held) return held;
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Held(from, to) ?? await LoadAsync(from, to, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private Window? Held(DateOnly from, DateOnly to) => _window is { } window && window.From <= from && window.To >= to ? window : null;

    private async Task<Window> LoadAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var columns = new Dictionary<Symbol, BarColumns>();
        MarketDay? neighbour = null;
        foreach (var date in _days.Where(day => day >= from && day <= to))
        {
            if (await OpenAsync(date, cancellationToken, neighbour).ConfigureAwait(false) is not { } day) continue;
            neighbour = day;
            for (var i = 0; i < day.Count; i++)
            {
                var symbol = day.Symbols[i];
                if (!columns.TryGetValue(symbol, out var bars)) columns.Add(symbol, bars = new BarColumns(symbol));
                bars.Add(new BarRow(day.BarAt(i), 0, 0));
            }
        }
        var none = new DroppedLinesCounter();
        return _window = new Window(from, to, columns.ToDictionary(pair => pair.Key, pair => pair.Value.ToSeries([], none)));
    }

    private async ValueTask<MarketDay?> OpenAsync(DateOnly day, CancellationToken cancellationToken, MarketDay? neighbour = null)
    {
        try
        {
            return await _archive.OpenAsync(day, neighbour, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw Unavailable(problem);
        }
    }
}
