using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Core.Engine;

/// <summary>Where an engine does its work.</summary>
public enum EngineKind
{
    /// <summary>In one process.</summary>
    Embedded,

    /// <summary>In the silos of a cluster.</summary>
    Cluster,
}

/// <summary>How an engine is.</summary>
/// <param name="Kind">Where it does its work.</param>
/// <param name="Processes">The processes it runs in, by name; those that are gone and whose work still counts come last.</param>
public sealed record EngineStatus(EngineKind Kind, IReadOnlyList<EngineProcess> Processes)
{
    /// <summary>The name of the source of prices; <c>null</c> where the engine's clients are not told.</summary>
    public string? Source { get; init; }

    /// <summary>The source's quota in requests a minute; <c>null</c> where there is none or the engine's clients are not told.</summary>
    public int? RequestsPerMinute { get; init; }
}

/// <summary>One process of an engine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is, as its own kind writes it.</param>
/// <param name="IsAlive">Whether it answered just now; of one that did not, the statistics are the last that are known.</param>
/// <param name="Statistics">What its part of the cache did since it started.</param>
public sealed record EngineProcess(string Name, string Address, bool IsAlive, CacheStatistics Statistics)
{
    /// <summary>When it started; <c>null</c> where that is not known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The queue in front of its store; <c>null</c> where that is not known.</summary>
    public WriteBehindStatus? Writes { get; init; }

    /// <summary>How many of each kind of unit of work it holds, such as activations of grains by type; empty where it has none.</summary>
    public IReadOnlyDictionary<string, int> Activations { get; init; } = new Dictionary<string, int>();
}
