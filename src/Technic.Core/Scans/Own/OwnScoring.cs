using Technic.Core.Rating;

namespace Technic.Core.Scans.Own;

/// <summary>A score of an application, whose failures name it.</summary>
/// <param name="scoring">The score.</param>
internal sealed class OwnScoring(IScoring scoring) : IScoring
{
    public string Name => scoring.Name;

    public string Version => scoring.Version;

    private string What => $"The score {Name}";

    public Score Rate(ScanRow row) => OwnCode.Call(What, () => scoring.Rate(row).Checked());

    public RatingExplanation Explain(ScanRow row) => OwnCode.Call(What, () => scoring.Explain(row));

    public string Unrated(ScanRow row) => OwnCode.Call(What, () => scoring.Unrated(row));
}
