using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Web.Polygon;

/// <summary>
/// Writes Polygon's JSON format. What the cache does not store (the number of trades, the volume-weighted average price of a source that
/// does not give it) is omitted.
/// </summary>
internal static class PolygonJson
{
    public const string Ok = "OK";

    /// <summary>Polygon's status for outdated prices.</summary>
    public const string Delayed = "DELAYED";

    /// <summary>The status of a lookup.</summary>
    public static string StatusOf(HistoryLookup lookup) => lookup.IsStale ? Delayed : Ok;

    /// <summary>Writes a response of <c>/v2/aggs</c>.</summary>
    public static void WriteBars<T>(
        Utf8JsonWriter json, HttpContext context, string? ticker, bool adjusted, string status, IReadOnlyList<T> bars,
        Action<Utf8JsonWriter, T> write, string? next)
    {
        json.WriteStartObject();
        if (ticker is not null) json.WriteString("ticker", ticker);
        json.WriteNumber("queryCount", bars.Count);
        json.WriteNumber("resultsCount", bars.Count);
        json.WriteBoolean("adjusted", adjusted);
        // Like Polygon, omits an empty list.
        if (bars.Count > 0) WriteResults(json, bars, write);
        WriteEnd(json, context, status, bars.Count, next);
    }

    /// <summary>Writes a response of <c>/v3/reference</c>.</summary>
    public static void WriteReference<T>(
        Utf8JsonWriter json, HttpContext context, IReadOnlyList<T> results, Action<Utf8JsonWriter, T> write, string? next)
    {
        json.WriteStartObject();
        WriteResults(json, results, write);
        WriteEnd(json, context, Ok, results.Count, next);
    }

    /// <summary>Writes the properties of a bar.</summary>
    public static void WriteBar(Utf8JsonWriter json, in Bar bar, long milliseconds)
    {
        json.WriteNumber("v"u8, bar.Volume);
        if (!double.IsNaN(bar.Vwap)) json.WriteNumber("vw"u8, bar.Vwap);
        json.WriteNumber("o"u8, bar.Open);
        json.WriteNumber("c"u8, bar.Close);
        json.WriteNumber("h"u8, bar.High);
        json.WriteNumber("l"u8, bar.Low);
        json.WriteNumber("t"u8, milliseconds);
    }

    private static void WriteResults<T>(Utf8JsonWriter json, IReadOnlyList<T> results, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray("results");
        foreach (var result in results)
        {
            json.WriteStartObject();
            write(json, result);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the last properties of a response with a number of results, and ends it.</summary>
    public static void WriteEnd(Utf8JsonWriter json, HttpContext context, string status, int count, string? next)
    {
        json.WriteString("status", status);
        json.WriteString("request_id", context.TraceIdentifier);
        json.WriteNumber("count", count);
        if (next is not null) json.WriteString("next_url", next);
        json.WriteEndObject();
    }
}
