using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>What is known of a stored market day without reading it.</summary>
/// <param name="FetchedAt">When it was fetched or imported.</param>
/// <param name="Symbols">The number of its bars.</param>
/// <param name="Traded">The number of its bars with a volume.</param>
/// <param name="LeftOut">Rows of the answer that were not used: of other instruments, without prices, impossible or repeated.</param>
/// <param name="Fetches">How often the day was fetched, 1 or more.</param>
/// <param name="IsImported">Whether it came from a file.</param>
public sealed record DayRecord(DateTimeOffset FetchedAt, int Symbols, int Traded, int LeftOut = 0, int Fetches = 1, bool IsImported = false)
{
    /// <summary>What stands before the numbers in <see cref="ToName"/>.</summary>
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
    /// The record as the end of a document's name, e.g. <c>/record/8123-8101-2-1-0</c>: the list of names, which every scan reads, has all
    /// records then.
    /// </summary>
    public string ToName() => string.Create(
        CultureInfo.InvariantCulture, $"{Marker}{Symbols}-{Traded}-{LeftOut}-{Fetches}-{(IsImported ? 1 : 0)}");

    /// <summary>Reads what <see cref="ToName"/> wrote.</summary>
    /// <param name="name">The end of the name, from the marker on.</param>
    /// <param name="at">The document's own time.</param>
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

/// <summary>How far a stored day can be relied on.</summary>
public enum DayState
{
    /// <summary>Fetched after the provider's last revision, and as full as its neighbours.</summary>
    Final,

    /// <summary>Fetched before the provider's last revision; it is fetched once more.</summary>
    Preliminary,

    /// <summary>It has far fewer symbols than its neighbours, or rows that could not be used; it is fetched again, ever less often.</summary>
    Suspect,
}
