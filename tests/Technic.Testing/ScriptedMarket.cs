using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Testing;

/// <summary>A <see cref="ScriptedSource"/> that gives whole-market days too; its days hold the symbols of <see cref="Symbols"/>.</summary>
public sealed class ScriptedMarket(TimeProvider time, IReadOnlyList<Symbol> symbols) : IPriceSource, IMarketDaySource, IDividendSource
{
    private readonly ScriptedSource _raw = new(time);
    private readonly ConcurrentQueue<DateOnly> _days = new();
    private int _splitCalls;
    private int _dividendCalls;

    /// <summary>What single symbols are asked of.</summary>
    public ScriptedSource Singles { get; } = new(time);

    /// <summary>The symbols that trade every session.</summary>
    public IReadOnlyList<Symbol> Symbols => symbols;

    /// <summary>Every session that was asked for, in order.</summary>
    public IReadOnlyCollection<DateOnly> Days => _days;

    /// <summary>How often the splits were asked for.</summary>
    public int SplitCalls => Volatile.Read(ref _splitCalls);

    /// <summary>Requests of all kinds.</summary>
    public int Requests => _days.Count + SplitCalls + DividendCalls + Singles.Calls.Count;

    /// <summary>What the provider says of splits.</summary>
    public ConcurrentQueue<Split> Splits { get; } = new();

    /// <summary>What the provider says of dividends.</summary>
    public ConcurrentQueue<Dividend> Dividends { get; } = new();

    /// <summary>How often the dividends were asked for.</summary>
    public int DividendCalls => Volatile.Read(ref _dividendCalls);

    /// <summary>The reason why a day cannot be fetched now; <c>null</c> lets it through.</summary>
    public Func<DateOnly, PriceSourceException?> RefuseDay { get; set; } = _ => null;

    /// <summary>Whether the provider has no bars of a day, for now or for ever.</summary>
    public Func<DateOnly, bool> IsEmpty { get; set; } = _ => false;

    /// <summary>What the provider makes of a day's true bars; it returns how many rows of its answer cannot be used.</summary>
    public Func<DateOnly, Dictionary<Symbol, Bar>, int> EditDay { get; set; } = (_, _) => 0;

    /// <summary>What every fetch of a day waits for; it sees the fetch's cancellation.</summary>
    public Func<DateOnly, CancellationToken, Task> HoldDay { get; set; } = (_, _) => Task.CompletedTask;

    public string Name => Singles.Name;

    public string Description => Singles.Description;

    /// <summary>The plan's quota, by which the time of a load is estimated; nothing waits for it.</summary>
    public int? RequestsPerMinute { get; set; }

    public async Task<FetchedDay> FetchMarketDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        _days.Enqueue(day);
        await HoldDay(day, cancellationToken);
        if (RefuseDay(day) is { } refusal) throw refusal;
        var bars = new Dictionary<Symbol, Bar>();
        if (!IsEmpty(day))
        {
            foreach (var symbol in symbols) bars[symbol] = RawBar(symbol, day);
        }
        var leftOut = EditDay(day, bars);
        return new FetchedDay(MarketDay.Of(day, bars), Requests: 1, new BarDefects(0, 0, leftOut));
    }

    public Task<FetchedSplits> FetchSplitsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _splitCalls);
        Split[] splits = [.. Splits.Where(split => split.ExecutionDate >= from && split.ExecutionDate <= to)];
        return Task.FromResult(new FetchedSplits(splits, Requests: 1));
    }

    public Task<FetchedDividends> FetchDividendsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _dividendCalls);
        Dividend[] dividends = [.. Dividends.Where(dividend => dividend.ExDate >= from && dividend.ExDate <= to)];
        return Task.FromResult(new FetchedDividends(dividends, Requests: 1));
    }

    public Task<FetchedBars> FetchBarsAsync(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        Singles.FetchBarsAsync(symbol, frequency, from, to, cancellationToken);

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new FetchedListings([.. symbols.Select(symbol => new Listing(symbol))], Requests: 0));

    /// <summary>A bar as it was traded.</summary>
    public Bar RawBar(Symbol symbol, DateOnly day) => _raw.Bars(symbol, Frequency.Daily, day, day)[0];
}
