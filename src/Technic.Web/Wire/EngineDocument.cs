using System.Text.Json.Serialization;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Storage;
using Technic.Core.Text;

namespace Technic.Web.Wire;

/// <summary>The engine and its processes.</summary>
/// <param name="Kind">Where it runs: in one process, or in a cluster.</param>
/// <param name="Source">The price source.</param>
/// <param name="RequestsPerMinute">The rate limit of the source.</param>
/// <param name="Processes">Its processes, by name; stopped ones, whose statistics still count, are last.</param>
internal sealed record EngineDocument(
    [property: JsonConverter(typeof(WordConverter<EngineKind>))] EngineKind Kind, string? Source, int? RequestsPerMinute,
    IReadOnlyList<EngineProcessDocument> Processes)
{
    public static EngineDocument Of(EngineStatus status) =>
        new(status.Kind, status.Source, status.RequestsPerMinute, [.. status.Processes.Select(EngineProcessDocument.Of)]);
}

/// <summary>A process of the engine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Alive">Whether it responds.</param>
/// <param name="StartedAt">Time in UTC.</param>
/// <param name="Writes">The write queue of its store.</param>
/// <param name="Activations">Grain activations by type.</param>
/// <param name="Statistics">The statistics of its part of the cache.</param>
internal sealed record EngineProcessDocument(
    string Name, string Address, bool Alive, DateTime? StartedAt, WriteBehindStatus? Writes,
    IReadOnlyDictionary<string, int> Activations, CacheStatistics Statistics)
{
    public static EngineProcessDocument Of(EngineProcess process) => new(
        process.Name, process.Address, process.IsAlive, process.StartedAt?.UtcDateTime, process.Writes, process.Activations,
        process.Statistics);
}
