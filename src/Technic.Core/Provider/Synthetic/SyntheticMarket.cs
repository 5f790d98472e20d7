using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider.Synthetic;

/// <summary>
/// A synthetic market for use without a key of a provider: the same for the same seed, on every machine. It has the cases that a scanner
/// must handle: trends and ranges, calm and volatile times, sectors that move together, splits, stocks that are thinly traded, halted for
/// months, delisted or not yet listed, and listings without a sector or a market capitalisation.
/// </summary>
/// <remarks>
/// Symbols are <c>SYN00001</c>, <c>SYN00002</c> …: no US ticker contains digits. Sessions are those of <see cref="ExchangeCalendar"/>, 1990
/// – 2100; five-minute bars cover regular hours and aggregate to the daily ones. Prices are adjusted for the splits executed up to the last
/// day of a fetch. A bar depends only on the seed, the symbol and its day: it is independent of the window and the number of symbols.
/// </remarks>
public sealed class SyntheticMarket : IMarketHistorySource
{
    public const int DefaultSeed = 42;
    public const int DefaultSymbols = 5_000;
    public const int MaxSymbols = 1_000_000;

    /// <summary>The years of a history of the whole market, unless its first day is given.</summary>
    public const int UsualYears = 5;

    private const string Prefix = "SYN";
    private const string Digits = "D5";

    private readonly int _symbols;
    private readonly TimeProvider? _time;
    private readonly CounterRandom _random;
    private readonly Lazy<SyntheticFactors> _factors;
    private readonly Lazy<IReadOnlyList<Listing>> _listings;

    /// <summary>Creates a market.</summary>
    /// <param name="seed">Markets of different seeds are independent.</param>
    /// <param name="symbols">The number of listed stocks: 1 … <see cref="MaxSymbols"/>.</param>
    /// <param name="time">
    /// The clock after which there are no bars: a daily bar is available from its session's close on, a five-minute bar from its end on.
    /// <c>null</c> for a market with a known future.
    /// </param>
    public SyntheticMarket(int seed = DefaultSeed, int symbols = DefaultSymbols, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbols, MaxSymbols);
        (Seed, _symbols, _time) = (seed, symbols, time);
        _random = new CounterRandom((ulong)(long)seed).Stream(1990);
        _factors = new Lazy<SyntheticFactors>(() => new SyntheticFactors(_random.Stream(0)));
        _listings = new Lazy<IReadOnlyList<Listing>>(() => [.. Enumerable.Range(1, symbols).Select(number => TraitsOf(number).Listing)]);
    }

    public int Seed { get; }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"synthetic-{Seed}");

    public string Description =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"A synthetic market of {_symbols:N0} stocks (seed {Seed}): these are not real prices, and no such companies exist.");

    public int? RequestsPerMinute => null;

    /// <inheritdoc/>
    public bool ListsForFree => true;

    /// <inheritdoc/>
    public bool FetchesBarsForFree => true;

    /// <summary>The bars of a stock; none for a symbol of another market.</summary>
    public Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<FetchedBars>(cancellationToken)
            : Task.FromResult(new FetchedBars(Bars(symbol, frequency, from, to), Requests: 1));

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<FetchedListings>(cancellationToken)
            : Task.FromResult(new FetchedListings(_listings.Value, Requests: 0));

    /// <summary>The bars of all stocks; by default those of the last <see cref="UsualYears"/> years.</summary>
    public Task<IReadOnlyList<TradedHistory>> ReadMarketAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read([.. Enumerable.Range(0, _symbols)], from, to, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TradedHistory>> ReadSymbolsAsync(
        Func<Symbol, bool> isWanted, DateOnly? from, CancellationToken cancellationToken) =>
        Task.FromResult(Read(
            [.. Enumerable.Range(0, _symbols).Where(stock => isWanted(_listings.Value[stock].Symbol))], from, null, cancellationToken));

    private IReadOnlyList<TradedHistory> Read(int[] stocks, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var last = to ?? (_time is null ? ExchangeCalendar.LastDay : NewYork.Date(_time.GetUtcNow()));
        var first = from ?? last.AddYears(-UsualYears);
        var histories = new TradedHistory?[stocks.Length];
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, stocks.Length, options, i =>
        {
            var listing = _listings.Value[stocks[i]];
            var bars = Traded(TraitsOf(stocks[i] + 1), stocks[i] + 1, Frequency.Daily, first, last);
            if (bars.Count > 0) histories[i] = new TradedHistory(listing, bars, SplitsOf(listing.Symbol));
        });
        return [.. histories.OfType<TradedHistory>().OrderBy(history => history.Listing.Symbol)];
    }

    /// <summary>The splits of a stock, 1990 – 2100, oldest first; none for a symbol of another market.</summary>
    public IReadOnlyList<Split> SplitsOf(Symbol symbol) => NumberOf(symbol) is { } number ? TraitsOf(number).Splits : [];

    private BarSeries Bars(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to)
    {
        if (NumberOf(symbol) is not { } number) return BarSeries.Empty;
        var traits = TraitsOf(number);
        var last = to > ExchangeCalendar.LastDay ? ExchangeCalendar.LastDay : to;
        if (_time is not null && NewYork.Date(_time.GetUtcNow()) is var today && today < last) last = today;
        return SplitAdjustment.Adjust(Traded(traits, number, frequency, from, last), traits.Splits, last);
    }

    private BarSeries Traded(SyntheticTraits traits, int number, Frequency frequency, DateOnly from, DateOnly to)
    {
        var first = from < ExchangeCalendar.FirstDay ? ExchangeCalendar.FirstDay : from;
        var last = to > ExchangeCalendar.LastDay ? ExchangeCalendar.LastDay : to;
        var present = _time is null ? (BarTime?)null : BarTime.At(_time.GetUtcNow());
        if (present is { } now && now.Date < last) last = now.Date;
        if (first > last) return BarSeries.Empty;

        var stock = new SyntheticStock(traits, StreamOf(number), _factors.Value);
        var (begin, end) = (Weekdays.IndexOf(first.AddDays(-1)) + 1, Weekdays.IndexOf(last));
        if (frequency != Frequency.Daily) return SeriesOf(CollectionsMarshal.AsSpan(stock.Intraday(begin, end)), frequency, present);
        var room = ArrayPool<Bar>.Shared.Rent(Math.Max(0, end - begin + 1));
        try
        {
            return SeriesOf(room.AsSpan(0, stock.Daily(begin, end, room)), frequency, present);
        }
        finally
        {
            ArrayPool<Bar>.Shared.Return(room);
        }
    }

    /// <summary>The bars that have ended.</summary>
    private static BarSeries SeriesOf(ReadOnlySpan<Bar> bars, Frequency frequency, BarTime? present)
    {
        while (present is { } now && bars.Length > 0 && !IsOver(bars[^1], frequency, now)) bars = bars[..^1];
        return BarSeries.FromBars(bars);
    }

    private static bool IsOver(in Bar bar, Frequency frequency, BarTime present) => frequency != Frequency.Daily
        ? bar.Time.Minutes + Frequencies.IntradayMinutes <= present.Minutes
        : bar.Time.Date < present.Date || BarTime.Of(present.Date, ExchangeCalendar.Nyse.SessionOn(present.Date)!.Value.Close) <= present;

    private SyntheticTraits TraitsOf(int number) =>
        SyntheticCast.Of(Symbol.Parse(Prefix + number.ToString(Digits, CultureInfo.InvariantCulture)), StreamOf(number));

    private CounterRandom StreamOf(int number) => _random.Stream((ulong)number);

    private int? NumberOf(Symbol symbol)
    {
        var text = symbol.Text;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1 || number > _symbols) return null;
        // Every stock has one spelling: SYN1 and SYN000001 are invalid.
        return text.Length - Prefix.Length == Math.Max(5, number.ToString(CultureInfo.InvariantCulture).Length) ? number : null;
    }
}
