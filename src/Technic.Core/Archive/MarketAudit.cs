using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Core.Archive;

/// <summary>The report of a stored day.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="State">Its reliability.</param>
/// <param name="Symbols">The number of its bars; <c>null</c> for a day of version 0.1.0 that was not read yet.</param>
/// <param name="Traded">The number of its bars with a volume; <c>null</c> like <paramref name="Symbols"/>.</param>
/// <param name="LeftOut">The number of dropped rows of the provider's response.</param>
/// <param name="Fetches">The number of its fetches, 1 or more.</param>
/// <param name="IsImported">Whether it was imported from a file.</param>
/// <param name="FetchedAt">The time of its fetch or import; <c>null</c> when unknown.</param>
public sealed record DayReport(
    DateOnly Day, DayState State, int? Symbols, int? Traded, int LeftOut, int Fetches, bool IsImported, DateTimeOffset? FetchedAt);

/// <summary>The kinds of findings of an audit.</summary>
public enum FindingKind
{
    /// <summary>A session of the calendar between the first and the newest day is not stored.</summary>
    MissingDay,

    /// <summary>A stored day cannot be read.</summary>
    DamagedDay,

    /// <summary>A day has far fewer symbols than its neighbours.</summary>
    FewSymbols,

    /// <summary>A day was fetched before the provider's last revision and could be final now.</summary>
    PreliminaryDay,

    /// <summary>Rows of the provider's response were dropped.</summary>
    RowsLeftOut,

    /// <summary>A session of the calendar in which the exchange was closed.</summary>
    Closed,

    /// <summary>A price jump without a known split.</summary>
    Jump,

    /// <summary>A listed split that the price did not follow.</summary>
    SplitWithoutJump,

    /// <summary>A symbol has no bars in the newest sessions.</summary>
    Stopped,
}

/// <summary>A finding of an audit.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Day">The New York date.</param>
/// <param name="Symbol">The symbol; <c>null</c> for a whole day.</param>
/// <param name="Text">The description, one sentence.</param>
public sealed record AuditFinding(
    [property: JsonConverter(typeof(WordConverter<FindingKind>))] FindingKind Kind, DateOnly Day, Symbol? Symbol, string Text)
{
    /// <summary>Whether another fetch of the day can repair it.</summary>
    [JsonPropertyName("repairable")]
    public bool CanBeRepaired => Kind is FindingKind.MissingDay or FindingKind.DamagedDay or FindingKind.FewSymbols
        or FindingKind.PreliminaryDay or FindingKind.RowsLeftOut;
}

/// <summary>The result of an audit of the archive.</summary>
/// <param name="Days">The stored days, ascending.</param>
/// <param name="Findings">The findings, by day.</param>
public sealed record MarketAudit(IReadOnlyList<DayReport> Days, IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>The days to fetch again, newest first.</summary>
    public IReadOnlyList<DateOnly> Repairable =>
        [.. Findings.Where(finding => finding.CanBeRepaired).Select(finding => finding.Day).Distinct().OrderDescending()];
}
