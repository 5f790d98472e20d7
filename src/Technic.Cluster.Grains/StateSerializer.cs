using Orleans.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// Stores histories and documents as their own bytes, without a wrapper around them; every other state goes through Orleans' serializer.
/// </summary>
public sealed class StateSerializer(OrleansGrainStorageSerializer others) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => input switch
    {
        PriceHistoryState history => new BinaryData(history.Payload),
        DocumentState document => new BinaryData(document.ToBytes()),
        _ => others.Serialize(input),
    };

    public T? Deserialize<T>(BinaryData input) =>
        typeof(T) == typeof(PriceHistoryState) ? (T)(object)new PriceHistoryState(input.ToArray())
        : typeof(T) == typeof(DocumentState) ? (T)(object)DocumentState.FromBytes(input.ToMemory())
        : others.Deserialize<T>(input);
}
