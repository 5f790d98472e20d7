using Orleans.Storage;

namespace Technic.Cluster.Postgres;

/// <summary>
/// Orleans' ADO.NET grain storage behind the <see cref="StoreGate"/>: with a database that is stopped or hangs, an operation fails in time,
/// and at once while the circuit breaker is open.
/// </summary>
/// <param name="inner">The ADO.NET storage.</param>
/// <param name="gate">Every statement passes through it.</param>
internal sealed class GuardedStorage(IGrainStorage inner, StoreGate gate) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        gate.ReadAsync(() => DoneAsync(inner.ReadStateAsync(stateName, grainId, grainState)));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        gate.WriteAsync(() => DoneAsync(inner.WriteStateAsync(stateName, grainId, grainState)));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        gate.WriteAsync(() => DoneAsync(inner.ClearStateAsync(stateName, grainId, grainState)));

    private static async Task<bool> DoneAsync(Task operation)
    {
        await operation.ConfigureAwait(false);
        return true;
    }
}
