using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>A check for look-ahead.</summary>
/// <param name="Days">The number of days that were checked.</param>
/// <param name="Differences">The signals that are different when the data end on their day.</param>
public sealed record LookAheadDocument(int Days, IReadOnlyList<LookAheadDifference> Differences)
{
    public static LookAheadDocument Of(int days, IReadOnlyList<LookAhead> differences) => new(
        days, [.. differences.Select(signal => new LookAheadDifference(signal.Day, signal.Symbol.Text, signal.IsInStudy))]);
}

/// <summary>A signal that only the study has, or only the data up to its day.</summary>
public sealed record LookAheadDifference(DateOnly Date, string Symbol, bool InStudy);

/// <summary>How much a study is too good if it has only the symbols that still trade.</summary>
public sealed record SurvivorshipDocument(string Condition, int Sessions, SurvivorshipSide All, SurvivorshipSide? Survivors)
{
    public static SurvivorshipDocument Of(Survivorship both) => new(
        Survivorship.Condition, Survivorship.Sessions, SurvivorshipSide.Of(both.All),
        both.Survivors is { } survivors ? SurvivorshipSide.Of(survivors) : null);
}

/// <summary>The study of all symbols, or of survivors; returns are fractions.</summary>
public sealed record SurvivorshipSide(int Symbols, int Signals, double? Mean, double? ExcessMean, double? MarketCagr)
{
    public static SurvivorshipSide Of(StudyResult study) => new(
        study.UniverseSymbols, study.Horizons[0].Signals, study.Horizons[0].Mean, study.Horizons[0].ExcessMean,
        study.Portfolio.Market.Cagr);
}
