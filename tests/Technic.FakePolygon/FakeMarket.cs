using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Universes;

namespace Technic.FakePolygon;

/// <summary>
/// The data of a fake server: raw daily bars, splits, listings, and its current day. Adjusted bars are adjusted for the splits executed up
/// to that day, and there are no bars after it.
/// </summary>
public sealed class FakeMarket
{
    private readonly ConcurrentDictionary<Symbol, BarSeries> _raw = new();
    private readonly ConcurrentDictionary<Symbol, Listing> _listings = new();
    private readonly ConcurrentDictionary<Symbol, (DateOnly Today, int Splits, BarSeries Bars)> _adjusted = new();
    private readonly ConcurrentQueue<Split> _splits = new();
    private readonly ConcurrentQueue<Split> _wrongSplits = new();
    private readonly ConcurrentQueue<Dividend> _dividends = new();
    private readonly ConcurrentDictionary<Symbol, DateOnly> _delisted = new();
    private readonly ConcurrentDictionary<Symbol, FakeCompany> _companies = new();
    private readonly ConcurrentDictionary<Symbol, IReadOnlyList<TickerPeriod>> _tickers = new();
    private DateOnly? _today;

    // A boxed day; computed from all symbols once, because every answer needs it for every symbol.
    private volatile object? _newest;

    /// <summary>The current day; by default the last day with a bar.</summary>
    public DateOnly Today
    {
        get => _today ?? (DateOnly)(_newest ??= _raw.Values.Where(b => b.Count > 0).Select(b => b.Times[^1].Date).DefaultIfEmpty().Max());
        set => _today = value;
    }

    public IReadOnlyCollection<Symbol> Symbols => (IReadOnlyCollection<Symbol>)_raw.Keys;

    /// <summary>The listings by symbol.</summary>
    public IReadOnlyList<Listing> Listings => [.. _listings.Values.OrderBy(l => l.Symbol)];

    /// <summary>All splits, including future ones, by date and symbol.</summary>
    public IReadOnlyList<Split> Splits => [.. _splits.OrderBy(s => s.ExecutionDate).ThenBy(s => s.Symbol)];

    /// <summary>All splits that the server lists: the true ones, and wrong ones.</summary>
    public IReadOnlyList<Split> ListedSplits => [.. _splits.Concat(_wrongSplits).OrderBy(s => s.ExecutionDate).ThenBy(s => s.Symbol)];

    /// <summary>All dividends, by ex-date and symbol.</summary>
    public IReadOnlyList<Dividend> Dividends => [.. _dividends.OrderBy(d => d.ExDate).ThenBy(d => d.Symbol)];

    /// <summary>The days in <c>/v1/marketstatus/upcoming</c>.</summary>
    public IReadOnlyList<FakeHoliday> Holidays { get; set; } = [];

    /// <summary>
    /// Adds a symbol with its raw daily bars, or replaces its bars. Without volume-weighted average prices they get their typical price.
    /// </summary>
    public FakeMarket Add(Symbol symbol, BarSeries raw, Listing? listing = null)
    {
        _raw[symbol] = WithVwap(raw);
        _newest = null;
        _listings[symbol] = listing ?? new Listing(symbol, $"{symbol} Inc.", "NYSE");
        _adjusted.TryRemove(symbol, out _);
        return this;
    }

    /// <summary>Adds a symbol with a random walk, the same every time, over the sessions of a span of days.</summary>
    public FakeMarket AddRandomWalk(string symbol, DateOnly from, DateOnly to, double firstPrice = 100)
    {
        var random = new Random(symbol.Aggregate(17, (seed, c) => unchecked((seed * 31) + c)));
        var builder = new BarSeriesBuilder();
        var close = firstPrice;
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(from, to))
        {
            var open = close * (1 + ((random.NextDouble() - 0.5) / 100));
            close = open * (1 + ((random.NextDouble() - 0.5) / 20));
            var high = Cents(Math.Max(open, close) * (1 + (random.NextDouble() / 100))) + 0.01;
            var low = Cents(Math.Min(open, close) * (1 - (random.NextDouble() / 100))) - 0.01;
            builder.Add(new Bar(BarTime.OfDay(day), Cents(open), high, low, Cents(close), random.Next(100_000, 10_000_000)));
        }
        return Add(Symbol.Parse(symbol), builder.Build(out _));
    }

    public FakeMarket AddSplit(Split split)
    {
        _splits.Enqueue(split);
        return this;
    }

    /// <summary>Adds a split that the server lists but that was never executed: bars do not follow it.</summary>
    public FakeMarket AddWrongSplit(Split split)
    {
        _wrongSplits.Enqueue(split);
        return this;
    }

    public FakeMarket AddDividend(Dividend dividend)
    {
        _dividends.Enqueue(dividend);
        return this;
    }

    /// <summary>Delists a symbol: it is missing in lists of that day and later, and has no bars from then on.</summary>
    public FakeMarket Delist(Symbol symbol, DateOnly day)
    {
        _delisted[symbol] = day;
        if (_raw.TryGetValue(symbol, out var raw)) Add(symbol, raw.Between(DateOnly.MinValue, day.AddDays(-1)), _listings[symbol]);
        return this;
    }

    /// <summary>The day on which a symbol was delisted; <c>null</c> when it was not.</summary>
    public DateOnly? DelistedOn(Symbol symbol) => _delisted.TryGetValue(symbol, out var day) ? day : null;

    /// <summary>Adds the company of a symbol.</summary>
    public FakeMarket AddCompany(Symbol symbol, FakeCompany company)
    {
        _companies[symbol] = company;
        return this;
    }

    /// <summary>The company of a symbol; <c>null</c> for none.</summary>
    public FakeCompany? CompanyOf(Symbol symbol) => _companies.GetValueOrDefault(symbol);

    /// <summary>
    /// Adds the tickers of a security under its current one; <c>/vX/reference/tickers/{ticker}/events</c> has no others.
    /// </summary>
    public FakeMarket AddTickers(Symbol symbol, params TickerPeriod[] periods)
    {
        _tickers[symbol] = periods;
        return this;
    }

    /// <summary>The tickers of a security; empty for none.</summary>
    public IReadOnlyList<TickerPeriod> TickersOf(Symbol symbol) => _tickers.GetValueOrDefault(symbol) ?? [];

    /// <summary>Adds the listing of a symbol, with bars or without.</summary>
    public FakeMarket AddListing(Listing listing)
    {
        _listings[listing.Symbol] = listing;
        return this;
    }

    /// <summary>The daily bars of a symbol, both days included; none for an unknown one.</summary>
    public BarSeries Daily(Symbol symbol, DateOnly from, DateOnly to, bool adjusted)
    {
        if (!_raw.TryGetValue(symbol, out var raw)) return BarSeries.Empty;
        var today = Today;
        return (adjusted ? Adjusted(symbol, raw, today) : raw).Between(from, to < today ? to : today);
    }

    /// <summary>Bars of some minutes within the sessions of a span of days, derived from the daily ones.</summary>
    public IEnumerable<Bar> Intraday(Symbol symbol, int minutes, DateOnly from, DateOnly to, bool adjusted)
    {
        var days = Daily(symbol, from, to, adjusted);
        return Enumerable.Range(0, days.Count).SelectMany(day => IntradayWalk.Bars(symbol, days[day], minutes));
    }

    /// <summary>Reads a market from files.</summary>
    /// <param name="bars">Raw daily bars, for <see cref="BarCsv.Read(string, CancellationToken)"/>.</param>
    /// <param name="splits">Splits, for <see cref="BarCsv.ReadSplits"/>.</param>
    /// <param name="constituents">Names of symbols, for <see cref="UniverseFile.Read"/>.</param>
    /// <exception cref="Technic.Core.Text.CsvFormatException">A file cannot be read or is invalid.</exception>
    public static FakeMarket FromCsv(string bars, string? splits = null, string? constituents = null)
    {
        var market = new FakeMarket();
        foreach (var (symbol, series) in BarCsv.Read(bars, CancellationToken.None).Bars) market.Add(symbol, series);
        foreach (var split in splits is null ? [] : BarCsv.ReadSplits(splits)) market.AddSplit(split);
        if (constituents is null) return market;
        foreach (var listing in UniverseFile.Read(constituents, CancellationToken.None).Listings) market.AddListing(listing);
        return market;
    }

    /// <summary>The market of <see cref="SyntheticMarket"/> as traded: not adjusted for splits.</summary>
    /// <param name="symbols">The number of stocks.</param>
    /// <param name="from">The first day with bars.</param>
    /// <param name="to">The last day with bars.</param>
    /// <param name="seed">The seed of the market.</param>
    public static async Task<FakeMarket> SyntheticAsync(int symbols, DateOnly from, DateOnly to, int seed = SyntheticMarket.DefaultSeed)
    {
        var market = new FakeMarket();
        var source = new SyntheticMarket(seed, symbols);
        foreach (var listing in (await source.FetchListingsAsync(CancellationToken.None)).Listings)
        {
            var splits = source.SplitsOf(listing.Symbol).Where(s => s.ExecutionDate >= from && s.ExecutionDate <= to).ToList();
            var adjusted = (await source.FetchBarsAsync(listing.Symbol, Frequency.Daily, from, to, CancellationToken.None)).Bars;
            // The source has adjusted them; the inverse ratios undo this.
            var raw = SplitAdjustment.Adjust(adjusted, splits.Select(s => s with { Ratio = 1 / s.Ratio }), to);
            market.Add(listing.Symbol, raw, listing);
            foreach (var split in splits) market.AddSplit(split);
        }
        return market;
    }

    private BarSeries Adjusted(Symbol symbol, BarSeries raw, DateOnly today)
    {
        if (_adjusted.TryGetValue(symbol, out var known) && known.Today == today && known.Splits == _splits.Count) return known.Bars;
        var bars = SplitAdjustment.Adjust(raw, _splits.Where(s => s.Symbol == symbol), today);
        _adjusted[symbol] = (today, _splits.Count, bars);
        return bars;
    }

    private static BarSeries WithVwap(BarSeries bars) => bars.HasVwap
        ? bars
        : BarSeries.FromBars([.. Enumerable.Range(0, bars.Count).Select(i => bars[i] with { Vwap = TypicalPrice(bars[i]) })]);

    private static double TypicalPrice(in Bar bar) => Math.Round((bar.High + bar.Low + bar.Close) / 3, 4);

    private static double Cents(double price) => Math.Round(price, 2);
}
