using System.Text.Json;
using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>Formulas at all bars of a symbol, as JSON or CSV.</summary>
/// <param name="bars">The bars.</param>
/// <param name="columns">The formulas.</param>
/// <param name="values">The values of the formulas one after another (<see cref="FormulaSeries.Evaluate"/>).</param>
public sealed class FormulaSeriesReport(BarSeries bars, IReadOnlyList<FormulaColumn> columns, double[] values)
{
    /// <summary>
    /// Writes a list of <c>{"date",NAME,…}</c>, one for each bar; <c>null</c> where a number has no value, 1 and 0 for a condition.
    /// </summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var bar = 0; bar < bars.Count; bar++)
        {
            json.WriteStartObject();
            json.WriteString("date", bars.Times[bar].ToString());
            for (var column = 0; column < columns.Count; column++) json.Number(columns[column].Name, ValueOf(column, bar));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes <c>date,NAME,…</c>, one record for each bar; an empty field where a number has no value.</summary>
    public void WriteCsv(TextWriter output)
    {
        var csv = new CsvWriter(output);
        csv.Record(["date", .. columns.Select(column => column.Name)]);
        for (var bar = 0; bar < bars.Count; bar++)
        {
            csv.Text(bars.Times[bar].ToString());
            for (var column = 0; column < columns.Count; column++) csv.Number(ValueOf(column, bar));
            csv.EndRecord();
        }
    }

    private double ValueOf(int column, int bar) => values[(column * bars.Count) + bar];
}
