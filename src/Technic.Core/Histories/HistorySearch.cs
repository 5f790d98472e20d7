using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>
/// One question to the <see cref="HistoryFinder"/>: keys that differ in nothing but the symbol, at one moment. It carries what is still open and what the tiers
/// have learned on the way. One search is used by one caller; tiers may work on its keys in parallel.
/// </summary>
public sealed class HistorySearch
{
    private readonly IReadOnlyList<PriceHistoryKey> _keys;
    private readonly PriceHistory?[] _known;
    private readonly DateOnly?[] _coveredTo;
    private readonly bool[] _answered;
    private int _left;

    /// <param name="keys">At least one key; all have the same days, frequency and replay.</param>
    /// <param name="moment">The moment of the request.</param>
    public HistorySearch(IReadOnlyList<PriceHistoryKey> keys, in Moment moment)
    {
        _keys = keys;
        _known = new PriceHistory?[keys.Count];
        _coveredTo = new DateOnly?[keys.Count];
        _answered = new bool[keys.Count];
        _left = keys.Count;
        Moment = moment;
        Window = keys.Count == 0 ? default : moment.Window(keys[0]);
    }

    /// <summary>The moment of the request.</summary>
    public Moment Moment { get; private set; }

    /// <summary>The days that every key covers at that moment.</summary>
    public DayRange Window { get; private set; }

    /// <summary>The length of a bar.</summary>
    public Frequency Frequency => _keys.Count == 0 ? Frequency.Daily : _keys[0].Frequency;

    /// <summary>The window in calendar days.</summary>
    public int Days => _keys.Count == 0 ? 0 : _keys[0].Days;

    /// <summary>What is computed from each history, where the history is; <c>null</c> for nothing.</summary>
    public IHistoryComputation? Computation { get; init; }

    /// <summary>Whether the search is of a scan: a symbol that is in none of the archive's days has no bars. Otherwise the provider is asked for it.</summary>
    public bool IsScan { get; init; }

    /// <summary>Whether the search ends with the plan, before the provider is asked.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>
    /// The splits of this search: one snapshot, so that no two steps of a lookup disagree. A tier that has brought new ones takes the next snapshot.
    /// </summary>
    public SplitBook Splits { get; set; } = SplitBook.Empty;

    /// <summary>The number of keys without an answer.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <summary>The keys without an answer.</summary>
    public HistoryQuery[] Open()
    {
        var open = new List<HistoryQuery>(Left);
        for (var i = 0; i < _keys.Count; i++)
        {
            if (!_answered[i]) open.Add(new HistoryQuery(i, _keys[i], _known[i], _coveredTo[i]));
        }
        return [.. open];
    }

    /// <summary>
    /// Takes the moment again, at the same instant: the provider had not published the newest session after all. It only moves back.
    /// </summary>
    /// <returns>Whether it moved.</returns>
    public bool MoveBack(MarketClock clock)
    {
        var moment = clock.At(Moment.Now);
        if (moment.Published >= Moment.Published) return false;
        Moment = moment;
        if (_keys.Count > 0) Window = moment.Window(_keys[0]);
        return true;
    }

    /// <summary>Keeps an older copy of a key, which later tiers may continue or fall back to.</summary>
    /// <param name="place">The key's place.</param>
    /// <param name="known">The copy.</param>
    /// <param name="coveredTo">The last day it covers, when raw bars of later days can follow it.</param>
    public void Remember(int place, PriceHistory? known, DateOnly? coveredTo) => (_known[place], _coveredTo[place]) = (known, coveredTo);

    /// <summary>Enters an answer.</summary>
    /// <returns>Whether the key had none before.</returns>
    internal bool Enter(in HistoryAnswer answer)
    {
        if (_answered[answer.Place]) return false;
        _answered[answer.Place] = true;
        _left--;
        return true;
    }
}

/// <summary>A key of a search without an answer.</summary>
/// <param name="Place">The key's place in the search.</param>
/// <param name="Key">The key.</param>
/// <param name="Known">An older copy that was found on the way.</param>
/// <param name="CoveredTo">The last day that an older copy covers, here or where the key is kept, when raw bars of later days can follow it.</param>
public readonly record struct HistoryQuery(int Place, PriceHistoryKey Key, PriceHistory? Known = null, DateOnly? CoveredTo = null);

/// <summary>Something that is computed from a history where the history is, and kept beside it in memory, such as the row of a scan.</summary>
public interface IHistoryComputation
{
    /// <summary>Whether the result is kept beside the history: it depends on nothing but that.</summary>
    bool IsKept { get; }

    /// <summary>Computes it; safe to call from any thread.</summary>
    /// <param name="history">A history with at least one bar.</param>
    /// <param name="asOf">The last day of the search's window (New York date).</param>
    object Compute(PriceHistory history, DateOnly asOf);
}
