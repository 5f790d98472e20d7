using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>
/// One query to the <see cref="HistoryFinder"/>: keys that differ only in the symbol, at one moment. It contains the open keys and what the
/// tiers have found so far. A search belongs to one caller; tiers may process its keys in parallel.
/// </summary>
public sealed class HistorySearch
{
    private readonly IReadOnlyList<PriceHistoryKey> _keys;
    private readonly PriceHistory?[] _known;
    private readonly DateOnly?[] _coveredTo;
    private readonly bool[] _answered;
    private readonly PriceHistoryKey? _form;
    private int _left;

    /// <param name="keys">The keys; all have the same days, frequency and replay.</param>
    /// <param name="moment">The moment of the request.</param>
    /// <param name="form">A key with these days, frequency and replay, if there may be no keys.</param>
    public HistorySearch(IReadOnlyList<PriceHistoryKey> keys, in Moment moment, PriceHistoryKey? form = null)
    {
        (_keys, _form) = (keys, keys.Count > 0 ? keys[0] : form);
        _known = new PriceHistory?[keys.Count];
        _coveredTo = new DateOnly?[keys.Count];
        _answered = new bool[keys.Count];
        _left = keys.Count;
        Moment = moment;
        Window = WindowAt(moment);
    }

    /// <summary>The moment of the request.</summary>
    public Moment Moment { get; private set; }

    /// <summary>The days of every key at that moment.</summary>
    public DayRange Window { get; private set; }

    /// <summary>The length of a bar.</summary>
    public Frequency Frequency => _form?.Frequency ?? Frequency.Daily;

    /// <summary>The window in calendar days.</summary>
    public int Days => _form?.Days ?? 0;

    /// <summary>The computation for each history, which runs where the history is; <c>null</c> for none.</summary>
    public IHistoryComputation? Computation { get; init; }

    /// <summary>
    /// Whether the search belongs to a scan: a symbol in none of the archive's days has no bars. Otherwise it is requested from the
    /// provider.
    /// </summary>
    public bool IsScan { get; init; }

    /// <summary>Whether the search ends with the plan, without provider requests.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>
    /// The splits of this search: one snapshot, so that all steps of a lookup agree. A tier that has loaded new ones takes the next
    /// snapshot.
    /// </summary>
    public SplitBook Splits { get; set; } = SplitBook.Empty;

    /// <summary>The number of keys without an answer.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <summary>The keys without an answer.</summary>
    public HistoryQuery[] Open()
    {
        var open = new HistoryQuery[Left];
        for (int i = 0, count = 0; count < open.Length; i++)
        {
            if (!_answered[i]) open[count++] = new HistoryQuery(i, _keys[i], _known[i], _coveredTo[i]);
        }
        return open;
    }

    /// <summary>
    /// Takes the moment again, at the same instant: the provider had not published the newest session yet. It only moves back.
    /// </summary>
    /// <returns>Whether it moved.</returns>
    public bool MoveBack(MarketClock clock)
    {
        var moment = clock.At(Moment.Now);
        if (moment.Published >= Moment.Published) return false;
        Moment = moment;
        Window = WindowAt(moment);
        return true;
    }

    private DayRange WindowAt(in Moment moment) => _form is { } form ? moment.Window(form) : default;

    /// <summary>Keeps an older copy of a key, which later tiers may continue or use as a fallback.</summary>
    /// <param name="place">The index of the key.</param>
    /// <param name="known">The copy.</param>
    /// <param name="coveredTo">The last day it covers, when raw bars of later days can be appended.</param>
    public void Remember(int place, PriceHistory? known, DateOnly? coveredTo) => (_known[place], _coveredTo[place]) = (known, coveredTo);

    /// <summary>Records an answer.</summary>
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
/// <param name="Place">The index of the key in the search.</param>
/// <param name="Key">The key.</param>
/// <param name="Known">An older copy found by an earlier tier.</param>
/// <param name="CoveredTo">
/// The last day of an older copy, here or in the process of the key, when raw bars of later days can be appended.
/// </param>
public readonly record struct HistoryQuery(int Place, PriceHistoryKey Key, PriceHistory? Known = null, DateOnly? CoveredTo = null);

/// <summary>
/// A computation that runs where a history is, with a result that is kept beside it in memory, such as the row of a scan.
/// </summary>
public interface IHistoryComputation
{
    /// <summary>Whether the result is kept beside the history: it depends only on the history.</summary>
    bool IsKept { get; }

    /// <summary>Computes the result; thread-safe.</summary>
    /// <param name="history">A history with at least one bar.</param>
    /// <param name="asOf">The last day of the search's window (New York date).</param>
    object Compute(PriceHistory history, DateOnly asOf);

    /// <summary>
    /// Adds to a result what belongs to one search only, so that it is not kept beside the history; thread-safe. The default adds nothing.
    /// </summary>
    /// <param name="computed">The result of <see cref="Compute"/>, possibly of an earlier search.</param>
    /// <param name="history">The history of the result.</param>
    /// <param name="asOf">The last day of the search's window (New York date).</param>
    object Complete(object computed, PriceHistory history, DateOnly asOf) => computed;
}
