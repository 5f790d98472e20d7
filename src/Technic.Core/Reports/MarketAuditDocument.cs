using System.Text.Json.Serialization;
using Technic.Core.Archive;
using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>The stored market days.</summary>
/// <param name="Days">The days, ascending.</param>
public sealed record MarketDaysDocument(IEnumerable<MarketDayDocument> Days)
{
    public static MarketDaysDocument Of(IReadOnlyList<DayReport> days) => new(days.Select(MarketDayDocument.Of));
}

/// <summary>The stored market days and the findings of an audit.</summary>
/// <param name="Days">The days, ascending.</param>
/// <param name="Findings">The findings, by day.</param>
public sealed record MarketAuditDocument(IEnumerable<MarketDayDocument> Days, IReadOnlyList<AuditFinding> Findings)
{
    public static MarketAuditDocument Of(MarketAudit audit) => new(audit.Days.Select(MarketDayDocument.Of), audit.Findings);
}

/// <summary>A stored market day.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="State">Its reliability.</param>
/// <param name="Symbols">The number of its bars; null if unknown.</param>
/// <param name="Traded">The number of its bars with a volume; null if unknown.</param>
/// <param name="LeftOut">The number of dropped rows of the provider's response.</param>
/// <param name="Fetches">The number of its fetches.</param>
/// <param name="Source">The origin: provider or file.</param>
/// <param name="FetchedAt">Time in UTC.</param>
public sealed record MarketDayDocument(
    DateOnly Day, [property: JsonConverter(typeof(WordConverter<DayState>))] DayState State, int? Symbols, int? Traded, int LeftOut,
    int Fetches, [property: JsonConverter(typeof(WordConverter<DaySource>))] DaySource Source, DateTime? FetchedAt)
{
    public static MarketDayDocument Of(DayReport day) => new(
        day.Day, day.State, day.Symbols, day.Traded, day.LeftOut, day.Fetches, day.IsImported ? DaySource.File : DaySource.Provider,
        day.FetchedAt?.UtcDateTime);
}

/// <summary>The origin of a stored market day.</summary>
public enum DaySource
{
    Provider,
    File,
}
