using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// One symbol as a scan rates it, beside the history of the window that a person looks at: the rating is the same from every window.
/// </summary>
/// <param name="Lookup">The lookup of the window.</param>
/// <param name="Complete">The history that the rating rests on (<see cref="RatingWindow"/>); <c>null</c> when there is none.</param>
/// <param name="Age">The sessions of the market since the last bar; 0 when it is current, and for intraday bars.</param>
public sealed record RatedHistory(HistoryLookup Lookup, PriceHistory? Complete, int Age)
{
    /// <summary>The form of its prices.</summary>
    public PriceAdjustment Adjustment { get; init; }

    /// <summary>The row, with the plan that a scan would give it: none for an old or stale row.</summary>
    /// <param name="risk">The account for its trade plan.</param>
    /// <param name="methods">The score; <c>null</c> for the built-in one.</param>
    /// <exception cref="InvalidOperationException">The history is empty.</exception>
    public RankedRow RowFor(RiskBudget risk, ScanMethods? methods = null)
    {
        if (Complete is not { IsEmpty: false } history) throw new InvalidOperationException("There are no bars to rate.");
        var row = SymbolEvaluator.Evaluate(history).RatedBy((methods ?? ScanMethods.BuiltIn).Scoring);
        var request = new ScanRequest { Risk = risk };
        return RankedRow.Unranked(new Listing(row.Symbol), row, relativeStrength: null, request, Lookup.IsStale, Age);
    }
}

/// <summary>Looks up symbols with their ratings.</summary>
public static class RatedHistories
{
    /// <summary>Looks up a history and what its rating needs; one lookup, unless the provider fails.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="key">The window that a person looks at.</param>
    /// <param name="adjustment">The form of the prices.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="cancellationToken">Ends the lookup.</param>
    public static async ValueTask<RatedHistory> GetRatedHistoryAsync(
        this IScanEngine engine, PriceHistoryKey key, PriceAdjustment adjustment, MarketClock clock, CancellationToken cancellationToken)
    {
        var moment = clock.Take();
        var completeKey = key with { Days = RatingWindow.Complete(key.Days, key.Frequency) };
        var complete = await engine.GetHistoryAsync(completeKey, adjustment, cancellationToken).ConfigureAwait(false);
        // A copy of the narrow window may be here although the provider fails.
        var lookup = completeKey == key ? complete
            : complete.History is { } history ? complete with { History = moment.Fit(history, key) }
            : await engine.GetHistoryAsync(key, adjustment, cancellationToken).ConfigureAwait(false);
        return new RatedHistory(lookup, complete.History ?? lookup.History, AgeOf(lookup.History, moment, clock))
        {
            Adjustment = adjustment,
        };
    }

    private static int AgeOf(PriceHistory? history, in Moment moment, MarketClock clock)
    {
        if (history is not { Key.Frequency: Frequency.Daily, AsOf: { } last }) return 0;
        var expected = moment.Window(history.Key).To;
        var age = MarketClock.Calendar.CountBetween(last.Date.AddDays(1), expected);
        // Until the morning after, the session may not have come for any symbol.
        return moment.Now < clock.SettledAt(expected) ? Math.Max(0, age - 1) : age;
    }
}
