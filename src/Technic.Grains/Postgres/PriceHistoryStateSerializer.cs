using Orleans.Storage;

namespace Technic.Grains.Postgres;

/// <summary>Stores a price history as its own bytes, without a wrapper around them; every other state goes through Orleans' serializer.</summary>
public sealed class PriceHistoryStateSerializer(OrleansGrainStorageSerializer others) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => input is PriceHistoryState state ? new BinaryData(state.Payload) : others.Serialize(input);

    public T? Deserialize<T>(BinaryData input) =>
        typeof(T) == typeof(PriceHistoryState) ? (T)(object)new PriceHistoryState(input.ToArray()) : others.Deserialize<T>(input);
}
