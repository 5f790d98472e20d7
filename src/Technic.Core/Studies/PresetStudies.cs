using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Storage;

namespace Technic.Core.Studies;

/// <summary>What the study of a preset found, with the market that it was made on. Returns are fractions; NaN for none.</summary>
/// <param name="Preset">The name of the preset.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Market">The origin of the prices.</param>
/// <param name="From">The first session.</param>
/// <param name="To">The last session.</param>
/// <param name="SurvivorsOnly">Whether the data have only symbols that still trade.</param>
/// <param name="Signals">The signals.</param>
/// <param name="Days">The days with a signal.</param>
/// <param name="Sessions">The horizon of the following figures.</param>
/// <param name="Mean">The mean return.</param>
/// <param name="ExcessMean">The mean return against the market.</param>
/// <param name="Low">The lower bound of its 95 % confidence interval.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Sharpe">The Sharpe ratio of the portfolio, after costs.</param>
/// <param name="DeflatedSharpe">The deflated Sharpe ratio.</param>
/// <param name="Variants">The variants that it takes into account.</param>
/// <param name="Verdict">The verdict in one sentence.</param>
public sealed record PresetStudy(
    string Preset, DateTimeOffset MadeAt, string Market, DateOnly From, DateOnly To, bool SurvivorsOnly, int Signals, int Days,
    int Sessions, double Mean, double ExcessMean, double Low, double High, double Sharpe, double DeflatedSharpe, int Variants,
    string Verdict)
{
    /// <summary>Summarizes a study over the horizon of its portfolio.</summary>
    public static PresetStudy Of(string preset, StudyResult study, string market, DateTimeOffset madeAt)
    {
        var horizon = study.Horizons.First(horizon => horizon.Sessions == study.Portfolio.Sessions);
        return new PresetStudy(
            preset, madeAt, market, study.From, study.To, study.SurvivorsOnly, study.Signals, study.Days, horizon.Sessions, horizon.Mean,
            horizon.ExcessMean, horizon.Interval.Low, horizon.Interval.High, study.Portfolio.AfterCosts.Sharpe, study.DeflatedSharpe,
            study.Variants, StudyVerdict.Of(study)[0]);
    }
}

/// <summary>The last studies of the presets, as a document of the store of a source.</summary>
/// <param name="documents">The store.</param>
/// <param name="time">The clock.</param>
public sealed class PresetStudies(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "study/presets";

    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The kept studies; none if there are none, or they are damaged.</summary>
    /// <exception cref="HistoryStoreException">The store does not respond.</exception>
    public async ValueTask<IReadOnlyList<PresetStudy>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable)
            throw new HistoryStoreException("The studies of the presets cannot be read now. Try again in a moment.");
        try
        {
            return read.Document is { } document ? JsonSerializer.Deserialize<PresetStudy[]>(document.Payload.Span, Format) ?? [] : [];
        }
        catch (JsonException)
        {
            // A damaged document counts as none: the next study of the presets replaces it.
            return [];
        }
    }

    /// <summary>Keeps studies; those of other presets stay.</summary>
    /// <param name="studies">The studies with the names of their presets.</param>
    /// <param name="market">The origin of the prices.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask KeepAsync(
        IReadOnlyList<(string Preset, StudyResult Study)> studies, string market, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var kept = await ReadAsync(cancellationToken).ConfigureAwait(false);
        PresetStudy[] all =
        [
            .. kept.Where(known => studies.All(study => study.Preset != known.Preset)),
            .. studies.Select(study => PresetStudy.Of(study.Preset, study.Study, market, now)),
        ];
        var document = new StoredDocument(JsonSerializer.SerializeToUtf8Bytes(all, Format), now);
        await documents.WriteDocumentAsync(DocumentName, document, cancellationToken).ConfigureAwait(false);
    }
}
