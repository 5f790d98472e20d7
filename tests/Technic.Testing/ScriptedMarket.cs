using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Testing;

/// <summary>A <see cref="ScriptedSource"/> with whole-market days, which contain the symbols of <see cref="Symbols"/>.</summary>
public sealed class ScriptedMarket(TimeProvider time, IReadOnlyList<Symbol> symbols)
    : IPriceSource, IMarketDaySource, IDividendSource, IProviderApi
{
    private readonly ScriptedSource _raw = new(time);
    private readonly ConcurrentQueue<DateOnly> _days = new();
    private int _splitCalls;
    private int _dividendCalls;

    /// <summary>The source of single symbols.</summary>
    public ScriptedSource Singles { get; } = new(time);

    /// <summary>The symbols that trade every session.</summary>
    public IReadOnlyList<Symbol> Symbols => symbols;

    /// <summary>All requested sessions, in order.</summary>
    public IReadOnlyCollection<DateOnly> Days => _days;

    /// <summary>The number of requests for splits.</summary>
    public int SplitCalls => Volatile.Read(ref _splitCalls);

    /// <summary>The number of all requests.</summary>
    public int Requests => _days.Count + SplitCalls + DividendCalls + Singles.Calls.Count;

    /// <summary>The splits that the provider lists.</summary>
    public ConcurrentQueue<Split> Splits { get; } = new();

    /// <summary>The dividends that the provider lists.</summary>
    public ConcurrentQueue<Dividend> Dividends { get; } = new();

    /// <summary>The number of requests for dividends.</summary>
    public int DividendCalls => Volatile.Read(ref _dividendCalls);

    /// <summary>The failure of a day's request; <c>null</c> for none.</summary>
    public Func<DateOnly, PriceSourceException?> RefuseDay { get; set; } = _ => null;

    /// <summary>Whether the provider has no bars of a day, temporarily or permanently.</summary>
    public Func<DateOnly, bool> IsEmpty { get; set; } = _ => false;

    /// <summary>Changes the true bars of a day to those of the provider; returns the number of unusable rows in its response.</summary>
    public Func<DateOnly, Dictionary<Symbol, Bar>, int> EditDay { get; set; } = (_, _) => 0;

    /// <summary>A task for which every request of a day waits, with the request's cancellation.</summary>
    public Func<DateOnly, CancellationToken, Task> HoldDay { get; set; } = (_, _) => Task.CompletedTask;

    public string Name => Singles.Name;

    public string Description => Singles.Description;

    /// <summary>The answer of the provider's own API to a path; <c>null</c> for a source without one.</summary>
    public Func<string, ProviderAnswer?> Answer { get; set; } = _ => null;

    /// <summary>The requests to the provider's own API, in order.</summary>
    public ConcurrentQueue<string> Passed { get; } = new();

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

    public Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        Singles.FetchBarsAsync(symbol, frequency, from, to, cancellationToken);

    public ValueTask<ProviderAnswer?> GetFromProviderAsync(string path, CancellationToken cancellationToken)
    {
        Passed.Enqueue(path);
        return ValueTask.FromResult(Answer(path));
    }

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new FetchedListings([.. symbols.Select(symbol => new Listing(symbol))], Requests: 0));

    /// <summary>A bar as traded.</summary>
    public Bar RawBar(Symbol symbol, DateOnly day) => _raw.Bars(symbol, Frequency.Daily, day, day)[0];
}
