using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Storage;

/// <summary>The reason for removing a history.</summary>
public enum PruneReason
{
    /// <summary>A replay that was not loaded for a while.</summary>
    OldReplay,

    /// <summary>A wider and equally new history of the same series contains it.</summary>
    Superseded,

    /// <summary>It was not refreshed for a while.</summary>
    Old,

    /// <summary>The store is too large.</summary>
    OverLimit,
}

/// <summary>The properties of a stored history that <see cref="PrunePlan"/> needs.</summary>
/// <param name="Source">Its source.</param>
/// <param name="Key">The text form of its key.</param>
/// <param name="FetchedAt">When it was fetched.</param>
/// <param name="Bytes">The size in the store, in bytes.</param>
public readonly record struct StoredRow(string Source, string Key, DateTimeOffset FetchedAt, long Bytes);

/// <summary>Selects the histories that <see cref="PruneRules"/> remove.</summary>
public static class PrunePlan
{
    /// <summary>Selects histories.</summary>
    /// <param name="rows">All histories of the store.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The current time.</param>
    /// <param name="bytes">The size of the store, in bytes.</param>
    /// <returns>The histories to remove, in the order of removal: by reason, and then the ones fetched first.</returns>
    public static IReadOnlyList<(StoredRow Row, PruneReason Reason)> Of(
        IReadOnlyList<StoredRow> rows, PruneRules rules, DateTimeOffset now, long bytes)
    {
        if (rules.MaxBytes is { } limit && bytes <= limit) return [];
        var known = rows.Where(row => rules.Source is null || row.Source == rules.Source).Select(Candidate.Of).ToList();
        if (rules.RemovesSuperseded) MarkSuperseded(known);
        var candidates = known
            .Select(candidate => (candidate.Row, candidate.IsReplay, Reason: candidate.ReasonUnder(rules, now)))
            .Where(candidate => candidate.Reason is not null)
            .OrderBy(candidate => candidate.Reason)
            .ThenByDescending(candidate => candidate.IsReplay)
            .ThenBy(candidate => candidate.Row.FetchedAt)
            .Select(candidate => (candidate.Row, candidate.Reason!.Value));
        return rules.MaxBytes is { } max ? [.. UpTo(candidates, bytes - max)] : [.. candidates];
    }

    private static IEnumerable<(StoredRow Row, PruneReason Reason)> UpTo(
        IEnumerable<(StoredRow Row, PruneReason Reason)> candidates, long excess)
    {
        foreach (var candidate in candidates)
        {
            if (excess <= 0) yield break;
            excess -= candidate.Row.Bytes;
            yield return candidate;
        }
    }

    private static void MarkSuperseded(List<Candidate> candidates)
    {
        foreach (var series in candidates.Where(candidate => candidate.Key is not null).GroupBy(candidate => candidate.Series))
        {
            // From the widest on: a history is superseded by any wider one that is at least as new.
            var newest = DateTimeOffset.MinValue;
            foreach (var width in series.GroupBy(candidate => candidate.Key!.Value.Days).OrderByDescending(width => width.Key))
            {
                foreach (var candidate in width) candidate.IsSuperseded = candidate.Row.FetchedAt <= newest;
                var newestOfWidth = width.Max(candidate => candidate.Row.FetchedAt);
                if (newestOfWidth > newest) newest = newestOfWidth;
            }
        }
    }

    private sealed class Candidate(StoredRow row, PriceHistoryKey? key)
    {
        public StoredRow Row => row;

        /// <summary>The key; <c>null</c> when its text is not a valid key of this version.</summary>
        public PriceHistoryKey? Key => key;

        public bool IsReplay => key?.Replay is not null;

        public bool IsSuperseded { get; set; }

        public (string Source, Symbol Symbol, Frequency Frequency, DateOnly? Replay) Series =>
            (row.Source, key!.Value.Symbol, key.Value.Frequency, key.Value.Replay);

        public static Candidate Of(StoredRow row) => new(row, PriceHistoryKey.TryParse(row.Key, out var key) ? key : null);

        public PruneReason? ReasonUnder(PruneRules rules, DateTimeOffset now)
        {
            var age = now - row.FetchedAt;
            if (IsReplay && age > rules.ReplayAge) return PruneReason.OldReplay;
            if (IsSuperseded) return PruneReason.Superseded;
            if (!IsReplay && age > rules.HistoryAge) return PruneReason.Old;
            return rules.MaxBytes is null ? null : PruneReason.OverLimit;
        }
    }
}
