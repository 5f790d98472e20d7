using Technic.Cluster.Contracts;
using Technic.Core.Histories;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>
/// The rows of one list of keys as a partition's memory last had them, with the version in which each changed. Every answer looks at every
/// key in the memory again; what has not changed since the version that the asker holds is only not sent again. Used within one grain.
/// </summary>
/// <param name="keys">The keys.</param>
internal sealed class PartitionRows(PriceHistoryKey[] keys)
{
    /// <summary>In place of the row of a key that the memory does not answer.</summary>
    private static readonly object Nothing = new();

    private readonly Guid _epoch = Guid.NewGuid();
    private readonly long[] _changedAt = new long[keys.Length];
    private readonly object?[] _found = new object?[keys.Length];
    private object?[] _rows = Filled(keys.Length);
    private long _version;

    /// <summary>The keys.</summary>
    public PriceHistoryKey[] Keys => keys;

    /// <summary>The size of what is kept, in bytes. A row that the memory has no longer is kept until the next question.</summary>
    public long Bytes => keys.Length * RowMirror.BytesPerKey;

    /// <summary>When they were last asked for, as a timestamp.</summary>
    public long LastUsed { get; set; }

    /// <summary>What an asker with a version needs.</summary>
    /// <param name="answers">The answers of the memory, with places of the list; the others have none.</param>
    /// <param name="held">The version of the asker; <c>null</c> for none.</param>
    public PartitionAnswer Answer(HistoryAnswer[] answers, RowsVersion? held)
    {
        Take(answers);
        var since = held is not null && held.Epoch == _epoch && held.Number <= _version ? held : null;
        var (outcomes, unanswered) = (new List<SymbolOutcome>(since is null ? keys.Length : 0), new List<int>());
        for (var i = 0; i < _rows.Length; i++)
        {
            if (_rows[i] == Nothing) unanswered.Add(i);
            else if (since is null || _changedAt[i] > since.Number) outcomes.Add(OutcomeOf(i, (ScanRow?)_rows[i]));
        }
        var changed = outcomes.Count == 0 ? OutcomeBatch.Empty : new OutcomeBatch([.. outcomes]);
        return new PartitionAnswer(
            changed, [], [], new RowsVersion(_epoch, _version), since, unanswered.Count == 0 ? null : [.. unanswered]);
    }

    private void Take(HistoryAnswer[] answers)
    {
        Array.Fill(_found, Nothing);
        foreach (ref readonly var answer in answers.AsSpan()) _found[answer.Place] = answer.Computed;
        var (next, isFirst) = (_version + 1, _version == 0);
        for (var i = 0; i < _rows.Length; i++)
        {
            // Rows are never changed: the same object is the same row. An equal one is sent again.
            if (_rows[i] == _found[i] && !isFirst) continue;
            (_rows[i], _changedAt[i], _version) = (_found[i], next, next);
        }
    }

    private static SymbolOutcome OutcomeOf(int place, ScanRow? row) =>
        new(place, row, Tier.Memory, Failure: row is null ? SymbolOutcome.NoBars : null);

    private static object?[] Filled(int length)
    {
        var rows = new object?[length];
        Array.Fill(rows, Nothing);
        return rows;
    }
}

/// <summary>The lists of keys that a partition was asked for, the last ones used. Used within one grain.</summary>
/// <param name="held">What the silo holds, where the lists are counted.</param>
/// <param name="time">The clock.</param>
internal sealed class PartitionLists(HeldBytes held, TimeProvider time)
{
    /// <summary>Maximum number of lists: a few windows of the whole market and of some universes.</summary>
    public const int MaxLists = 4;

    private readonly Dictionary<Name, PartitionRows> _lists = [];

    /// <summary>What decides about the keys of a list.</summary>
    private readonly record struct Name(Guid List, int Days, Core.Market.Frequency Frequency, DateOnly? Replay);

    /// <summary>The list that a query names; <c>null</c> when it is unknown and the query has no symbols.</summary>
    public PartitionRows? Find(PartitionQuery query)
    {
        var name = new Name(query.List!.Value, query.Days, query.Frequency, query.Replay);
        if (!_lists.TryGetValue(name, out var rows))
        {
            if (query.Symbols.IsDefaultOrEmpty) return null;
            if (_lists.Count == MaxLists) Remove(_lists.MinBy(list => list.Value.LastUsed).Key);
            _lists[name] = rows = new PartitionRows(query.Keys());
            held.Add(rows.Bytes);
        }
        rows.LastUsed = time.GetTimestamp();
        return rows;
    }

    /// <summary>Forgets all lists.</summary>
    public void Clear()
    {
        foreach (var name in _lists.Keys.ToArray()) Remove(name);
    }

    private void Remove(Name name)
    {
        if (_lists.Remove(name, out var rows)) held.Add(-rows.Bytes);
    }
}
