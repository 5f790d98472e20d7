using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Core.Engine;

/// <summary>Where an engine runs.</summary>
public enum EngineKind
{
    /// <summary>In one process.</summary>
    Embedded,

    /// <summary>In the silos of a cluster.</summary>
    Cluster,
}

/// <summary>The status of an engine.</summary>
/// <param name="Kind">Where it runs.</param>
/// <param name="Processes">Its processes, by name; stopped ones, whose statistics still count, are last.</param>
public sealed record EngineStatus(EngineKind Kind, IReadOnlyList<EngineProcess> Processes)
{
    /// <summary>The name of the price source; <c>null</c> if the clients of the engine do not know it.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// The source's quota in requests a minute; <c>null</c> if there is none or the clients of the engine do not know it.
    /// </summary>
    public int? RequestsPerMinute { get; init; }
}

/// <summary>One process of an engine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address, in the format of its kind.</param>
/// <param name="IsAlive">Whether it responded; otherwise the statistics are the last known ones.</param>
/// <param name="Statistics">The statistics of its part of the cache since its start.</param>
public sealed record EngineProcess(string Name, string Address, bool IsAlive, CacheStatistics Statistics)
{
    /// <summary>The time of its start; <c>null</c> if unknown.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The write queue of its store; <c>null</c> if unknown.</summary>
    public WriteBehindStatus? Writes { get; init; }

    /// <summary>The number of its units of work by kind, such as activations of grains by type; empty if it has none.</summary>
    public IReadOnlyDictionary<string, int> Activations { get; init; } = new Dictionary<string, int>();
}
