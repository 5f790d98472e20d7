using System.Runtime.InteropServices;
using Technic.Cluster.Contracts;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>A grain whose state is a document.</summary>
internal abstract class MarketDocumentGrain : Grain, IMarketDocument
{
    private int _counted;

    /// <summary>The document.</summary>
    protected abstract SoftState State { get; }

    /// <summary>What the silo holds, where the document is counted.</summary>
    protected abstract HeldBytes Held { get; }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await State.FlushAsync();
        Held.Add(-_counted);
        _counted = 0;
    }

    async Task<DocumentAnswer> IMarketDocument.ReadAsync(CancellationToken cancellationToken)
    {
        var outcome = await State.ReadAsync();
        Count();
        return new DocumentAnswer(outcome, State.Value is { } found ? new MarketDocument(Bytes(found.Payload), found.FetchedAt) : null);
    }

    async Task IMarketDocument.KeepAsync(MarketDocument document, CancellationToken cancellationToken)
    {
        await State.ReadAsync();
        if (State.Value is { } known && known.FetchedAt > document.FetchedAt) return;
        await State.SaveAsync(new DocumentState { Payload = document.Payload, FetchedAt = document.FetchedAt });
        Count();
        await KeptAsync(document.FetchedAt, cancellationToken);
    }

    async Task IMarketDocument.ForgetAsync(CancellationToken cancellationToken)
    {
        if (await State.ReadAsync() != StoreOutcome.Missing) await State.SaveAsync(null);
        Count();
        await ForgottenAsync(cancellationToken);
    }

    /// <summary>Runs after a document was kept.</summary>
    protected virtual Task KeptAsync(DateTimeOffset at, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the document was removed.</summary>
    protected virtual Task ForgottenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Count()
    {
        var bytes = State.Value?.Payload.Length ?? 0;
        Held.Add(bytes - _counted);
        _counted = bytes;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var segment) && segment.Count == segment.Array!.Length ? segment.Array : payload.ToArray();
}
