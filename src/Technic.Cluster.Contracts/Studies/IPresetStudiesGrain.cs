using System.Collections.Immutable;
using Technic.Core.Scans;
using Technic.Core.Studies;

namespace Technic.Cluster.Contracts;

/// <summary>The figures of the presets' studies in the store of the cluster; the key is 0.</summary>
[Alias("technic.IPresetStudiesGrain")]
public interface IPresetStudiesGrain : IGrainWithIntegerKey
{
    /// <summary>The kept figures.</summary>
    [Alias("Get")]
    Task<PresetStudiesAnswer> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps the figures of a study, with the prices of the silos and the day; they replace those of the same preset.</summary>
    /// <param name="preset">The name of the preset.</param>
    /// <param name="study">The study, without its signals.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    [Alias("Keep")]
    Task<PresetStudiesAnswer> KeepAsync(string preset, StudyResult study, CancellationToken cancellationToken = default);
}

/// <summary>The figures, or why they are not readable: exceptions lose their types between processes.</summary>
/// <param name="Studies">The figures.</param>
/// <param name="Failed">Why they are not readable, or not kept; <c>null</c> otherwise.</param>
[GenerateSerializer, Immutable, Alias("technic.PresetStudiesAnswer")]
public sealed record PresetStudiesAnswer(
    [property: Id(0)] ImmutableArray<PresetStudy> Studies, [property: Id(1)] string? Failed = null)
{
    /// <summary>The figures.</summary>
    /// <exception cref="ScanFailedException">They are not readable, or not kept.</exception>
    public IReadOnlyList<PresetStudy> OrThrow() => Failed is { } problem ? throw new ScanFailedException(problem) : Studies;
}
