using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>What is known of a stored day.</summary>
/// <param name="Day">The New York date.</param>
/// <param name="State">How far it can be relied on.</param>
/// <param name="Symbols">The number of its bars; <c>null</c> for a day of version 0.1.0 that was not read yet.</param>
/// <param name="Traded">The number of its bars with a volume; <c>null</c> as <paramref name="Symbols"/>.</param>
/// <param name="LeftOut">Rows of the provider's answer that could not be used.</param>
/// <param name="Fetches">How often it was fetched, 1 or more.</param>
/// <param name="IsImported">Whether it came from a file.</param>
/// <param name="FetchedAt">When it was fetched or imported; <c>null</c> when that is not known.</param>
public sealed record DayReport(
    DateOnly Day, DayState State, int? Symbols, int? Traded, int LeftOut, int Fetches, bool IsImported, DateTimeOffset? FetchedAt);

/// <summary>The kinds of what an audit finds.</summary>
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

    /// <summary>Rows of the provider's answer could not be used.</summary>
    RowsLeftOut,

    /// <summary>A session of the calendar in which the exchange was closed after all.</summary>
    Closed,

    /// <summary>A price jumps where no split is known.</summary>
    Jump,

    /// <summary>A split is listed that the price did not follow.</summary>
    SplitWithoutJump,

    /// <summary>A symbol has no bars in the newest sessions.</summary>
    Stopped,
}

/// <summary>One thing that an audit found.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Day">The New York date.</param>
/// <param name="Symbol">The symbol; <c>null</c> for a day as a whole.</param>
/// <param name="Text">One sentence for a person.</param>
public sealed record AuditFinding(FindingKind Kind, DateOnly Day, Symbol? Symbol, string Text)
{
    /// <summary>Whether fetching the day again can mend it.</summary>
    public bool CanBeRepaired => Kind is FindingKind.MissingDay or FindingKind.DamagedDay or FindingKind.FewSymbols
        or FindingKind.PreliminaryDay or FindingKind.RowsLeftOut;
}

/// <summary>What an audit of the archive found.</summary>
/// <param name="Days">The stored days, ascending.</param>
/// <param name="Findings">What was found, by day.</param>
public sealed record MarketAudit(IReadOnlyList<DayReport> Days, IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>The days that are worth fetching again, newest first.</summary>
    public IReadOnlyList<DateOnly> Repairable =>
        [.. Findings.Where(finding => finding.CanBeRepaired).Select(finding => finding.Day).Distinct().OrderDescending()];
}
