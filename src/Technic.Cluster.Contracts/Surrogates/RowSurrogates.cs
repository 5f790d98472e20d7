using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Technic.Core.Histories;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

[RegisterConverter, RegisterCopier]
public sealed class ScanRowBatchConverter(ScanMethods? methods = null) : CoreConverter<ScanRowBatch, RowBlock>
{
    public override RowBlock ConvertToSurrogate(in ScanRowBatch value) => RowBlock.Of(value.Rows.AsSpan());

    public override ScanRowBatch ConvertFromSurrogate(in RowBlock surrogate) =>
        new(ImmutableCollectionsMarshal.AsImmutableArray(surrogate.ToRows(methods)));
}

/// <summary>Outcomes, column by column. A column without any value is <c>null</c>.</summary>
[GenerateSerializer, Immutable, Alias("technic.OutcomeBlock")]
public struct OutcomeBlock
{
    [Id(0)] public int[] Candidates;

    /// <summary>The tier that answered each.</summary>
    [Id(1)] public byte[] Tiers;

    /// <summary>Which outcomes have a row; the rows follow in <see cref="Rows"/>, in the same order.</summary>
    [Id(2)] public bool[] HasRow;

    [Id(3)] public RowBlock Rows;
    [Id(4)] public int[]? Requests;
    [Id(5)] public bool[]? Stale;
    [Id(6)] public string?[]? Failures;

    /// <summary>The kind of each provider failure plus one; 0 without a failure.</summary>
    [Id(7)] public byte[]? ProviderFailures;
}

[RegisterConverter, RegisterCopier]
public sealed class OutcomeBatchConverter(ScanMethods? methods = null) : CoreConverter<OutcomeBatch, OutcomeBlock>
{
    public override OutcomeBlock ConvertToSurrogate(in OutcomeBatch value)
    {
        var outcomes = value.Outcomes;
        return new OutcomeBlock
        {
            Candidates = [.. outcomes.Select(outcome => outcome.Candidate)],
            Tiers = [.. outcomes.Select(outcome => (byte)outcome.Tier)],
            HasRow = [.. outcomes.Select(outcome => outcome.Row is not null)],
            Rows = RowBlock.Of([.. outcomes.Select(outcome => outcome.Row).OfType<ScanRow>()]),
            Requests = ColumnOf(outcomes, outcome => outcome.Requests),
            Stale = ColumnOf(outcomes, outcome => outcome.IsStale),
            Failures = ColumnOf(outcomes, outcome => outcome.Failure),
            ProviderFailures = ColumnOf(outcomes, outcome => (byte)(outcome.ProviderFailure is { } failure ? (int)failure + 1 : 0)),
        };
    }

    public override OutcomeBatch ConvertFromSurrogate(in OutcomeBlock surrogate)
    {
        var (block, rows, next) = (surrogate, surrogate.Rows.ToRows(methods), 0);
        var outcomes = new SymbolOutcome[block.Candidates.Length];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var failure = block.ProviderFailures?[i] ?? 0;
            outcomes[i] = new SymbolOutcome(
                block.Candidates[i], block.HasRow[i] ? rows[next++] : null, (Tier)block.Tiers[i], block.Requests?[i] ?? 0,
                block.Stale?[i] ?? false, block.Failures?[i], failure == 0 ? null : (PriceSourceFailure)(failure - 1));
        }
        return new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(outcomes));
    }

    private static T[]? ColumnOf<T>(ImmutableArray<SymbolOutcome> outcomes, Func<SymbolOutcome, T> value)
    {
        T[] column = [.. outcomes.Select(value)];
        return Array.TrueForAll(column, each => EqualityComparer<T>.Default.Equals(each, default)) ? null : column;
    }
}
