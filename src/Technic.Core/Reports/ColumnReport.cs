using System.Text.Json;
using Technic.Core.Formulas;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>The columns of a scan's result with their meanings, as JSON or CSV.</summary>
public static class ColumnReport
{
    /// <summary>Writes a list of <c>{"name","kind","unit","meaning"}</c>; the kind is <c>number</c> or <c>text</c>.</summary>
    public static void WriteJson(Utf8JsonWriter json) =>
        JsonSerializer.Serialize(json, ColumnDocument.All, ReportContext.Default.IReadOnlyListColumnDocument);

    /// <summary>Writes <c>name,kind,unit,meaning</c>.</summary>
    public static void WriteCsv(TextWriter output)
    {
        var csv = new CsvWriter(output);
        csv.Record(["name", "kind", "unit", "meaning"]);
        foreach (var column in ScanColumns.All) csv.Record([column.Name, Word(column.Kind), column.Unit, column.Meaning]);
    }

    private static string Word(ColumnKind kind) => kind == ColumnKind.Number ? "number" : "text";
}
