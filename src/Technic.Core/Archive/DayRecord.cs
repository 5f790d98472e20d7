using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>The properties of a stored market day that are available without reading it.</summary>
/// <param name="FetchedAt">The time of its fetch or import.</param>
/// <param name="Symbols">The number of its bars.</param>
/// <param name="Traded">The number of its bars with a volume.</param>
/// <param name="LeftOut">Dropped rows of the response: of other instruments, without prices, impossible or repeated.</param>
/// <param name="Fetches">The number of fetches of the day, 1 or more.</param>
/// <param name="IsImported">Whether it was imported from a file.</param>
public sealed record DayRecord(DateTimeOffset FetchedAt, int Symbols, int Traded, int LeftOut = 0, int Fetches = 1, bool IsImported = false)
{
    /// <summary>The prefix of the numbers in <see cref="ToName"/>.</summary>
    public const string Marker = "/record/";

    private const int Numbers = 5;

    /// <summary>The record of a day.</summary>
    public static DayRecord Of(MarketDay day, DateTimeOffset fetchedAt, int leftOut = 0, int fetches = 1, bool isImported = false)
    {
        var traded = 0;
        for (var i = 0; i < day.Count; i++)
        {
            if (day.ValuesAt(i)[MarketDay.VolumeColumn] > 0) traded++;
        }
        return new DayRecord(fetchedAt, day.Count, traded, leftOut, fetches, isImported);
    }

    /// <summary>
    /// The record as the end of a document's name, e.g. <c>/record/8123-8101-2-1-0</c>, so that the list of names, which every scan reads,
    /// contains all records.
    /// </summary>
    public string ToName() => string.Create(
        CultureInfo.InvariantCulture, $"{Marker}{Symbols}-{Traded}-{LeftOut}-{Fetches}-{(IsImported ? 1 : 0)}");

    /// <summary>Parses the result of <see cref="ToName"/>.</summary>
    /// <param name="name">The end of the name, from the marker on.</param>
    /// <param name="at">The time of the document.</param>
    /// <param name="record">The record.</param>
    public static bool TryParse(ReadOnlySpan<char> name, DateTimeOffset at, [NotNullWhen(true)] out DayRecord? record)
    {
        record = null;
        if (!name.StartsWith(Marker, StringComparison.Ordinal)) return false;
        name = name[Marker.Length..];
        Span<Range> parts = stackalloc Range[Numbers + 1];
        if (name.Split(parts, '-') != Numbers) return false;
        Span<int> numbers = stackalloc int[Numbers];
        for (var i = 0; i < Numbers; i++)
        {
            if (!int.TryParse(name[parts[i]], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return false;
        }
        record = new DayRecord(at, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4] == 1);
        return true;
    }
}

/// <summary>The reliability of a stored day.</summary>
public enum DayState
{
    /// <summary>Fetched after the provider's last revision, and as complete as its neighbours.</summary>
    Final,

    /// <summary>Fetched before the provider's last revision; it is fetched once more.</summary>
    Preliminary,

    /// <summary>It has far fewer symbols than its neighbours, or dropped rows; it is fetched again, at increasing intervals.</summary>
    Suspect,
}
