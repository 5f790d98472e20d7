using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Technic.Cluster.Contracts;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Cluster.Grains;

/// <summary>
/// One list of keys as this silo's scans ask for it: its partitions, and what each of them answered last from its memory. A scan tells a
/// partition which version it has, and gets what has changed since. The partitions decide what is current; a mirror only spares sending it
/// again. Safe for concurrent use.
/// </summary>
internal sealed class RowMirror
{
    /// <summary>The size of a key's row and its answer, in bytes; measured on .NET 10, 64 bit.</summary>
    public const long BytesPerKey = 850;

    private readonly PriceHistoryKey[] _keys;

    /// <param name="keys">The keys of a scan, in its order; they differ in the symbol only.</param>
    public RowMirror(PriceHistoryKey[] keys)
    {
        _keys = keys;
        Parts = [.. Enumerable.Range(0, keys.Length).GroupBy(place => SymbolPartition.Of(keys[place].Symbol))
            .Select(group => new Part(group.Key, [.. group], keys))];
    }

    /// <summary>The partitions that have keys of the list.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The size of what it keeps, in bytes, as if no row of it were also in this silo's memory.</summary>
    public long Bytes => _keys.Length * BytesPerKey;

    /// <summary>When a scan last used it, as a timestamp.</summary>
    public long LastUsed { get; set; }

    /// <summary>Whether it is for these keys, in this order.</summary>
    public bool IsFor(HistoryQuery[] queries)
    {
        if (queries.Length != _keys.Length || !SharesAllButSymbols(queries[0].Key, _keys[0])) return false;
        for (var i = 0; i < queries.Length; i++)
        {
            if (queries[i].Place != i || queries[i].Key.Symbol != _keys[i].Symbol) return false;
        }
        return true;
    }

    private static bool SharesAllButSymbols(in PriceHistoryKey a, in PriceHistoryKey b) =>
        a.Days == b.Days && a.Frequency == b.Frequency && a.Replay == b.Replay;

    /// <summary>The keys of one partition.</summary>
    public sealed class Part
    {
        private readonly int[] _places;
        private readonly ImmutableArray<string> _symbols;
        private readonly ImmutableArray<int> _indexes;
        private readonly Guid _list;
        private readonly PriceHistoryKey _first;
        private volatile Copy? _copy;

        internal Part(int number, int[] places, PriceHistoryKey[] keys)
        {
            Number = number;
            _places = places;
            _first = keys[places[0]];
            _symbols = [.. places.Select(place => keys[place].Symbol.Text)];
            _indexes = [.. Enumerable.Range(0, places.Length)];
            _list = NameOf(_symbols);
        }

        /// <summary>What the partition answered, at one version of its rows.</summary>
        /// <param name="Version">The version.</param>
        /// <param name="Known">The answer of each key; the default value for a key without one.</param>
        /// <param name="Answers">The same without the keys that have none.</param>
        private sealed record Copy(RowsVersion Version, HistoryAnswer[] Known, HistoryAnswer[] Answers);

        /// <summary>The number of the partition.</summary>
        public int Number { get; }

        /// <summary>Asks the partition for what has changed since its last answer.</summary>
        /// <param name="moment">The moment of the scan.</param>
        /// <param name="ask">Asks the partition's memory; it may ask twice.</param>
        /// <returns>The answers that the memory has, with places of the scan. They are shared: do not change them.</returns>
        public async Task<HistoryAnswer[]> AskAsync(Moment moment, Func<PartitionQuery, Task<PartitionAnswer>> ask)
        {
            var held = _copy;
            if (held is not null)
            {
                var changes = await ask(Query(moment, [], [], held.Version)).ConfigureAwait(false);
                if (changes.Version is not null) return Apply(changes, changes.Since is null ? null : held);
            }
            // The first time, or the partition is active somewhere else by now and does not know the list.
            return Apply(await ask(Query(moment, _indexes, _symbols, null)).ConfigureAwait(false), null);
        }

        private PartitionQuery Query(
            in Moment moment, ImmutableArray<int> candidates, ImmutableArray<string> symbols, RowsVersion? held) => new(
            _first.Days, _first.Frequency, _first.Replay, moment.Now, candidates, symbols, [], null, moment.Published,
            List: _list, Held: held);

        /// <param name="answer">An answer.</param>
        /// <param name="held">What it is a change of; <c>null</c> for a complete one.</param>
        private HistoryAnswer[] Apply(PartitionAnswer answer, Copy? held)
        {
            if (held is not null && answer.Version == held.Version) return held.Answers;
            HistoryAnswer[] known = held is null ? new HistoryAnswer[_places.Length] : [.. held.Known];
            foreach (var outcome in answer.Outcomes.Outcomes)
                known[outcome.Candidate] = (outcome with { Candidate = _places[outcome.Candidate] }).ToAnswer();
            foreach (var index in answer.Unanswered ?? []) known[index] = default;
            var answers = Array.FindAll(known, each => each.Lookup is not null);
            // A silo of an earlier version answers without a version, and is asked in full every time.
            _copy = answer.Version is { } version ? new Copy(version, known, answers) : null;
            return answers;
        }

        /// <summary>A name that depends on the symbols and their order only.</summary>
        private static Guid NameOf(ImmutableArray<string> symbols) =>
            new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', symbols))).AsSpan(0, 16));
    }
}
