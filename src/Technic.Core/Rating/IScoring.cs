namespace Technic.Core.Rating;

/// <summary>
/// A way to rate symbols: <see cref="Scoring.TechRating"/>, or an own one, which an engine uses instead for scans, explanations, trade
/// plans and studies. A rating depends on the row alone, so that it is the same in all of them. Safe to call from any thread.
/// </summary>
public interface IScoring
{
    /// <summary>A short name for people, e.g. <c>Mean reversion</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The version of the ratings, for what must not be mixed: silos of a cluster and kept studies. By default that of the assembly, which
    /// is another one whenever its code changes.
    /// </summary>
    string Version => GetType().Module.ModuleVersionId.ToString("N");

    /// <summary>Rates a row.</summary>
    /// <param name="row">
    /// The last bar of a symbol with its indicators; its <see cref="ScanRow.Score"/> is the TechRating.
    /// </param>
    /// <returns>The score; <see cref="Score.Of"/> makes one of a rating and a signal.</returns>
    Score Rate(ScanRow row);

    /// <summary>Explains the rating of a row that it has rated; without rules of its own, the rating alone.</summary>
    RatingExplanation Explain(ScanRow row) => new([], row.Score, Name);

    /// <summary>The rules without a value for a row that it has rated, e.g. of a young symbol; empty when all have one.</summary>
    string Unrated(ScanRow row) => "";
}
