using Orleans.Storage;

namespace Technic.Cluster.Tests.Postgres;

/// <summary>A grain storage in memory whose answers a test can hold back or refuse.</summary>
internal sealed class HeldStorage : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GrainId, (object State, int Version)> _rows = [];

    /// <summary>What every write waits for before it is done.</summary>
    public Func<Task> HoldWrites { get; set; } = () => Task.CompletedTask;

    /// <summary>What a write throws instead of being done; <c>null</c> lets it through.</summary>
    public Func<Exception?> RefuseWrites { get; set; } = () => null;

    /// <summary>What a read throws instead of being done; <c>null</c> lets it through.</summary>
    public Func<Exception?> RefuseReads { get; set; } = () => null;

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            Reads++;
            if (RefuseReads() is { } refusal) throw refusal;
            if (_rows.TryGetValue(grainId, out var row))
                (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)row.State, $"{row.Version}", true);
        }
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await HoldWrites();
        lock (_gate)
        {
            Writes++;
            if (RefuseWrites() is { } refusal) throw refusal;
            var version = _rows.TryGetValue(grainId, out var row) ? row.Version : 0;
            if ((grainState.ETag ?? "0") != $"{version}") throw new InconsistentStateException("Another version is stored.");
            _rows[grainId] = (grainState.State!, version + 1);
            grainState.ETag = $"{version + 1}";
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
