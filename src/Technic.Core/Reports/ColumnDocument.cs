using System.Text.Json.Serialization;
using Technic.Core.Formulas;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>A column of a row.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">Whether it has numbers or texts.</param>
/// <param name="Unit">The unit; empty for a plain number.</param>
/// <param name="Meaning">The meaning.</param>
public sealed record ColumnDocument(
    string Name, [property: JsonConverter(typeof(WordConverter<ColumnKind>))] ColumnKind Kind, string Unit, string Meaning)
{
    /// <summary>All columns, in order.</summary>
    public static IReadOnlyList<ColumnDocument> All { get; } =
        [.. ScanColumns.All.Select(column => new ColumnDocument(column.Name, column.Kind, column.Unit, column.Meaning))];
}
