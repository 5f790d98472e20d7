using System.Text.Json;
using Technic.Core.Rating;
using Technic.Core.Text;
using Technic.Indicators;

namespace Technic.Core.Reports;

/// <summary>All indicators at all bars, as JSON or CSV; the columns are those of <see cref="IndicatorCatalog"/>.</summary>
public static class IndicatorReport
{
    /// <summary>Writes a list of <c>{"date","sma20",…}</c>, one for each bar; <c>null</c> for an indicator without a value.</summary>
    public static void WriteJson(Utf8JsonWriter json, IndicatorTable table)
    {
        json.WriteStartArray();
        for (var bar = 0; bar < table.Bars.Count; bar++)
        {
            json.WriteStartObject();
            json.WriteString("date", table.Bars.Times[bar].ToString());
            foreach (var info in IndicatorCatalog.All) json.Number(info.Name, table[info.Indicator, bar]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes <c>date,sma20,…</c>, one record for each bar; an empty field for an indicator without a value.</summary>
    public static void WriteCsv(TextWriter output, IndicatorTable table)
    {
        var csv = new CsvWriter(output);
        csv.Record(["date", .. IndicatorCatalog.All.Select(info => info.Name)]);
        for (var bar = 0; bar < table.Bars.Count; bar++)
        {
            csv.Text(table.Bars.Times[bar].ToString());
            foreach (var info in IndicatorCatalog.All) csv.Number(table[info.Indicator, bar]);
            csv.EndRecord();
        }
    }
}
