using Technic.Cluster.Contracts;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Studies;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IPresetStudiesGrain"/>
/// <remarks>One call at a time: the figures of several presets are one document.</remarks>
internal sealed class PresetStudiesGrain(SiloStudies studies, SiloCache cache, IGrainFactory grains) : Grain, IPresetStudiesGrain
{
    private readonly PresetStudies _kept = new(new MarketStates(grains), cache.Clock.Time);

    Task<PresetStudiesAnswer> IPresetStudiesGrain.GetAsync(CancellationToken cancellationToken) => AnswerAsync(cancellationToken);

    async Task<PresetStudiesAnswer> IPresetStudiesGrain.KeepAsync(string preset, StudyResult study, CancellationToken cancellationToken)
    {
        try
        {
            var run = await studies.OpenAsync(cancellationToken);
            await run.KeepPresetsAsync([(preset, study)], cancellationToken);
        }
        catch (ScanFailedException problem)
        {
            return new PresetStudiesAnswer([], problem.Message);
        }
        return await AnswerAsync(cancellationToken);
    }

    private async Task<PresetStudiesAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new PresetStudiesAnswer([.. await _kept.ReadAsync(cancellationToken)]);
        }
        catch (HistoryStoreException problem)
        {
            return new PresetStudiesAnswer([], problem.Message);
        }
    }
}
