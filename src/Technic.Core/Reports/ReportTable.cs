namespace Technic.Core.Reports;

/// <summary>
/// A table of data for other tools: columns of one length, and facts about all of it. CSV, Arrow and Parquet are written from it, so that
/// they have the same columns.
/// </summary>
/// <param name="Columns">The columns in order, at least one; their names are unique.</param>
/// <param name="Facts">
/// The origin of the data: name and text, e.g. <c>source</c>, <c>asOf</c>, <c>stale</c>. Arrow and Parquet have them as metadata of the
/// schema with the prefix <see cref="FactPrefix"/>.
/// </param>
public sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The prefix of the names of facts in the metadata of a schema.</summary>
    public const string FactPrefix = "technic.";

    /// <summary>The number of records.</summary>
    public int Rows => Columns[0].Length;
}
