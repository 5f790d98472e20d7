using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// The persisted state of one price history grain: bytes in the layout of <see cref="PriceHistoryCodec"/>, the same that every store keeps.
/// The bytes are made when they are needed, and understood only together with the key: their checksum covers it.
/// </summary>
public sealed class PriceHistoryState
{
    private readonly PriceHistory? _history;
    private byte[]? _payload;

    /// <summary>The name of the state of histories from a source; those of different sources are separate.</summary>
    public static string NameOf(string source) => $"history/{source}";

    /// <summary>No history.</summary>
    public PriceHistoryState()
    {
    }

    /// <summary>What is to be stored.</summary>
    public PriceHistoryState(PriceHistory history) => _history = history;

    /// <summary>What was stored.</summary>
    public PriceHistoryState(byte[] payload) => _payload = payload;

    /// <summary>The stored bytes; empty when there is no history.</summary>
    public byte[] Payload => _payload ??= _history is null ? [] : PriceHistoryCodec.Encode(_history);

    /// <summary>What the bytes say when they stand under a key. Bytes that cannot be read are damaged, never an exception.</summary>
    public StoreRead Read(PriceHistoryKey key) => PriceHistoryCodec.TryDecode(Payload, key, out var history, out _)
        ? StoreRead.Found(history)
        : StoreRead.Damaged;
}
