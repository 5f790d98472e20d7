using Technic.Core.Formulas;

namespace Technic.Core.Studies;

/// <summary>The formulas of studies that differ in nothing else, compiled once for all partitions. Safe for concurrent use.</summary>
/// <param name="Each">The formulas of each study.</param>
/// <param name="Together">All of them, those of the first study first; <c>null</c> if they are too large together.</param>
internal sealed record VariantFormulas(StudyFormulas[] Each, MarketFormulas? Together)
{
    /// <summary>Whether they look at each symbol for itself.</summary>
    public bool AreBySymbol => Array.TrueForAll(Each, study => study.IsBySymbol);

    /// <summary>Compiles the formulas of studies.</summary>
    /// <exception cref="Scans.ScanRequestException">A formula is invalid.</exception>
    public static VariantFormulas Of(IEnumerable<StudyRequest> requests)
    {
        StudyFormulas[] each = [.. requests.Select(StudyFormulas.Of)];
        return new VariantFormulas(each, StudyFormulas.Together(each));
    }

    /// <summary>Those of one study.</summary>
    public VariantFormulas Only(int study) => new([Each[study]], Each[study].Formulas);
}
