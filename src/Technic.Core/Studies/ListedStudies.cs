using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Core.Studies;

/// <summary>The symbols of studies that name lists.</summary>
public static class ListedStudies
{
    /// <summary>
    /// Studies with the symbols of their lists instead of their names. Those that name the same lists get the same symbols, even if a list
    /// changes meanwhile.
    /// </summary>
    /// <exception cref="ScanRequestException">A list does not exist; the message suggests another one.</exception>
    /// <exception cref="ScanFailedException">The lists are not readable.</exception>
    public static async ValueTask<IReadOnlyList<StudyRequest>> ResolveAsync(
        this ListedSymbols listed, IReadOnlyList<StudyRequest> studies, CancellationToken cancellationToken)
    {
        if (studies.All(study => study.Scan.Lists.Count == 0)) return studies;
        var universes = new Dictionary<(Universe?, string, bool), Universe?>();
        var resolved = new List<StudyRequest>(studies.Count);
        foreach (var study in studies)
        {
            var key = (study.Scan.Universe, string.Join(' ', study.Scan.Lists), study.Scan.HasUsualTypes);
            if (!universes.TryGetValue(key, out var universe))
                universes[key] = universe = (await listed.ResolveAsync(study.Scan, cancellationToken).ConfigureAwait(false)).Universe;
            resolved.Add(study with { Scan = study.Scan with { Universe = universe, Lists = [] } });
        }
        return resolved;
    }
}
