using Technic.Core.Market;

namespace Technic.Core.Reports;

/// <summary>A column of a <see cref="ReportTable"/>.</summary>
/// <param name="Name">The name, as in JSON and CSV.</param>
public abstract record ReportColumn(string Name)
{
    /// <summary>The number of values.</summary>
    public abstract int Length { get; }

    /// <summary>The unit of the values; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>One sentence about the values; empty for none.</summary>
    public string Meaning { get; init; } = "";
}

/// <summary>Texts; <c>null</c> where there is none.</summary>
public sealed record TextColumn(string Name, string?[] Values) : ReportColumn(Name)
{
    public override int Length => Values.Length;
}

/// <summary>Numbers; NaN where there is none. Infinite numbers count as none.</summary>
public sealed record NumberColumn(string Name, double[] Values) : ReportColumn(Name)
{
    public override int Length => Values.Length;
}

/// <summary>Values that are true or false.</summary>
public sealed record FlagColumn(string Name, bool[] Values) : ReportColumn(Name)
{
    public override int Length => Values.Length;
}

/// <summary>
/// Starts of bars; <c>null</c> where there is none. Sessions are dates (New York), starts of intraday bars are instants; CSV has both in
/// New York time, Arrow and Parquet have instants in UTC.
/// </summary>
public sealed record TimeColumn(string Name, BarTime?[] Values) : ReportColumn(Name)
{
    public override int Length => Values.Length;

    /// <summary>Whether the values are dates; one with a time of day makes all of them instants.</summary>
    public bool AreDates { get; } = Array.TrueForAll(Values, value => value is not { IsMidnight: false });
}
