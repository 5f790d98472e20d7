using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Core.Watches;

/// <summary>A scan that is checked after each session, to know which symbols newly match.</summary>
/// <param name="Name">The name (<see cref="SavedName"/>).</param>
/// <param name="Scan">The scan.</param>
/// <param name="Note">A remark of the user; <c>null</c> for none.</param>
/// <param name="UpdatedAt">The time of its last change.</param>
public sealed record Watch(string Name, SavedScan Scan, string? Note, DateTimeOffset UpdatedAt)
{
    /// <summary>The word for watches in messages.</summary>
    public const string Kind = "watch";

    /// <summary>The maximum number of watches of an engine; each is one scan after each session.</summary>
    public const int MaxWatches = 100;

    /// <summary>Validates everything that does not need data.</summary>
    /// <param name="methods">The functions of formulas and the score of the engine.</param>
    /// <param name="today">Today's date in New York.</param>
    /// <exception cref="ScanRequestException">The watch is invalid; the message is one sentence.</exception>
    public void Validate(ScanMethods methods, DateOnly today)
    {
        if ((SavedName.Complaint(Kind, Name) ?? SavedName.NoteComplaint(Note)) is { } complaint) throw new ScanRequestException(complaint);
        Scan.Validate(methods, today);
    }
}
