using System.Collections.Concurrent;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;

namespace Technic.Testing;

/// <summary>
/// An L3 whose responses a test can predict, delay or refuse. A symbol's price follows from its ticker and the day; it trades on every
/// session and, for intraday bars, every five minutes of it.
/// </summary>
public sealed class ScriptedSource(TimeProvider time) : IPriceSource
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private int _inFlight;

    public readonly record struct Call(Symbol Symbol, Frequency Frequency, DateOnly From, DateOnly To);

    public string Name { get; init; } = "scripted";

    public string Description => "A scripted market for tests.";

    public int? RequestsPerMinute { get; init; }

    public bool ListsForFree { get; init; }

    public bool FetchesBarsForFree { get; init; }

    /// <summary>The listings of the source.</summary>
    public IReadOnlyList<Listing> Listings { get; set; } = [];

    /// <summary>Whether it has bars of the pre- and after-market, 4:00 to 20:00.</summary>
    public bool HasExtendedHours { get; set; }

    /// <summary>Symbols that have no bars.</summary>
    public ConcurrentDictionary<Symbol, bool> WithoutBars { get; } = new();

    /// <summary>Splits by symbol: prices before the day are divided by the ratio once the clock has reached it.</summary>
    public ConcurrentDictionary<Symbol, Split> Splits { get; } = new();

    /// <summary>The failure of a symbol's request; <c>null</c> for none.</summary>
    public Func<Symbol, PriceSourceException?> Refuse { get; set; } = _ => null;

    /// <summary>A task for which every request waits, with the request's cancellation.</summary>
    public Func<Symbol, CancellationToken, Task> Hold { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>The number of requests that were cancelled while they waited.</summary>
    public int Cancelled => _cancelled;

    /// <summary>The number of running requests.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    private int _cancelled;

    public async Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        _calls.Enqueue(new Call(symbol, frequency, from, to));
        Interlocked.Increment(ref _inFlight);
        try
        {
            await Hold(symbol, cancellationToken);
            if (Refuse(symbol) is { } refusal) throw refusal;
            return new FetchedBars(WithoutBars.ContainsKey(symbol) ? BarSeries.Empty : Bars(symbol, frequency, from, to), Requests: 1);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>The number of requests for the list.</summary>
    public int ListingCalls => _listingCalls;

    private int _listingCalls;

    /// <summary>The number of requests that the list takes.</summary>
    public int ListingRequests { get; set; } = 1;

    /// <summary>The failure of a request for the list; <c>null</c> for none.</summary>
    public PriceSourceException? RefuseListings { get; set; }

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listingCalls);
        return RefuseListings is { } refusal
            ? Task.FromException<FetchedListings>(refusal)
            : Task.FromResult(new FetchedListings(Listings, ListingRequests));
    }

    /// <summary>The bars of a symbol at present.</summary>
    public BarSeries Bars(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to)
    {
        var builder = new BarSeriesBuilder();
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(from, to))
        {
            if (frequency == Frequency.Daily) builder.Add(BarAt(symbol, BarTime.OfDay(day)));
            else
            {
                var session = ExchangeCalendar.Nyse.SessionOn(day)!.Value;
                var (open, close) = HasExtendedHours ? (new TimeOnly(4, 0), new TimeOnly(20, 0)) : (session.Open, session.Close);
                for (var at = open; at < close; at = at.AddMinutes(Frequencies.IntradayMinutes))
                    builder.Add(BarAt(symbol, BarTime.Of(day, at)));
            }
        }
        return builder.Build(out _);
    }

    private Bar BarAt(Symbol symbol, BarTime at)
    {
        var seed = symbol.Text.Sum(c => c * 31);
        var price = 40 + (seed % 60) + (10 * Math.Sin((at.Minutes / 1440.0 / 9) + seed)) + (at.Date.DayNumber % 1000 * 0.02);
        var volume = 1_000_000.0 + (seed % 1000 * 1000) + (at.Date.Day * 1000);
        if (Splits.TryGetValue(symbol, out var split) && at.Date < split.ExecutionDate
            && NewYork.Date(time.GetUtcNow()) >= split.ExecutionDate)
        {
            price /= split.Ratio;
            volume *= split.Ratio;
        }
        return new Bar(at, price * 0.995, price * 1.01, price * 0.99, price, volume, price * 1.001);
    }
}
