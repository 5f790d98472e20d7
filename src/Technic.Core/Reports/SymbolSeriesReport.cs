using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Market;

namespace Technic.Core.Reports;

/// <summary>Formulas at every bar of one symbol as JSON, for charts.</summary>
public static class SymbolSeriesReport
{
    /// <summary>
    /// Writes <c>{"symbol","key","frequency","asOf","tier","stale","series":[{"name","formula","type","unit","overlay","points":
    /// [{"date","value"}]}]}</c>. A value is <c>null</c> where a number has none, and 1 or 0 for a condition.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, SymbolSeries series)
    {
        var history = series.Lookup.History!;
        json.WriteStartObject();
        json.WriteString("symbol", history.Key.Symbol.Text);
        json.WriteString("key", history.Key.ToString());
        json.WriteString("frequency", history.Key.Frequency.Word());
        json.WriteString("asOf", history.AsOf?.ToString());
        json.WriteString("tier", series.Lookup.Tier.Word());
        json.WriteBoolean("stale", series.Lookup.IsStale);
        json.WriteStartArray("series");
        for (var formula = 0; formula < series.Columns.Count; formula++) Write(json, series, formula);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SymbolSeries series, int formula)
    {
        var column = series.Columns[formula];
        var values = series.ValuesOf(formula);
        var times = series.Lookup.History!.Bars.Times;
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("formula", column.Formula);
        json.WriteString("type", series.Formulas.IsCondition(formula) ? "condition" : "number");
        json.WriteString("unit", series.Formulas.UnitOf(formula));
        json.WriteBoolean("overlay", series.IsOverlay(formula));
        json.WriteStartArray("points");
        for (var bar = 0; bar < times.Length; bar++)
        {
            json.WriteStartObject();
            json.WriteString("date", times[bar].ToString());
            json.Number("value", values[bar]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
