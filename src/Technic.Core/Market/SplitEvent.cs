using System.Numerics;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>
/// The records of one split: of one symbol, on one day or on adjacent sessions. More than one means that the provider repeats or
/// contradicts itself, or that two splits followed each other immediately; only the prices can decide.
/// </summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Records">The records by date; those of one day in the provider's order; without withdrawn ones.</param>
public sealed record SplitEvent(Symbol Symbol, IReadOnlyList<KnownSplit> Records)
{
    /// <summary>Providers do not list more records of one event; further ones are never confirmed.</summary>
    private const int MaxRecords = 8;

    /// <summary>Whether there are several records that the prices have not decided.</summary>
    public bool IsDisputed => Records.Count > 1 && Records.Any(record => record.Standing == SplitStanding.Open);

    /// <summary>The effective records: the confirmed ones; before the prices have decided, only the last one.</summary>
    public IEnumerable<KnownSplit> InEffect =>
        IsDisputed ? [Records[^1]] : Records.Where(record => record.Standing != SplitStanding.Rejected);

    /// <summary>The days of the event.</summary>
    public IEnumerable<DateOnly> Days => Records.Select(record => record.Split.ExecutionDate).Distinct();

    /// <summary>Groups the records of one symbol by event.</summary>
    /// <param name="records">The records by date.</param>
    public static IEnumerable<SplitEvent> Of(IEnumerable<KnownSplit> records)
    {
        var together = new List<KnownSplit>();
        foreach (var record in records)
        {
            if (record.Split.Ratio == 1) continue;
            if (together.Count > 0 && !IsAdjacent(together[^1].Split.ExecutionDate, record.Split.ExecutionDate))
            {
                yield return new SplitEvent(together[0].Split.Symbol, together);
                together = [];
            }
            together.Add(record);
        }
        if (together.Count > 0) yield return new SplitEvent(together[0].Split.Symbol, together);
    }

    /// <summary>
    /// Decides which records explain the gaps in the raw prices: of all selections, the one with the smallest remaining price changes over
    /// the days of the event. For ties it selects the fewest records, and of those the later ones.
    /// </summary>
    /// <param name="gaps">For each day of the event the first price from it on, divided by the last one before it, as traded.</param>
    /// <returns>The records with their standing.</returns>
    public IReadOnlyList<KnownSplit> Decide(IReadOnlyDictionary<DateOnly, double> gaps)
    {
        var count = Math.Min(Records.Count, MaxRecords);
        var first = Records.Count - count;
        var (best, least) = (0u, double.MaxValue);
        for (var selection = 0u; selection < 1u << count; selection++)
        {
            var moved = Days.Sum(day => Math.Abs(Math.Log(gaps[day] * RatioOn(day, selection, first))));
            var isBetter = moved < least - 1e-9
                || (moved < least + 1e-9
                    && (BitOperations.PopCount(selection), ~selection).CompareTo((BitOperations.PopCount(best), ~best)) < 0);
            if (isBetter) (best, least) = (selection, moved);
        }
        return
        [
            .. Records.Select((record, i) => record with
            {
                Standing = i >= first && (best >> (i - first) & 1) == 1 ? SplitStanding.Confirmed : SplitStanding.Rejected,
            }),
        ];
    }

    private double RatioOn(DateOnly day, uint selection, int first)
    {
        var ratio = 1.0;
        for (var i = first; i < Records.Count; i++)
        {
            if ((selection >> (i - first) & 1) == 1 && Records[i].Split.ExecutionDate == day) ratio *= Records[i].Split.Ratio;
        }
        return ratio;
    }

    private static bool IsAdjacent(DateOnly day, DateOnly later) => ExchangeCalendar.Nyse.CountBetween(day.AddDays(1), later) <= 1;
}
