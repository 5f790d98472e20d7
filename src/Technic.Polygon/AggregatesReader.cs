using System.Text.Json;
using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>
/// Reads pages of aggregates, of one symbol or grouped, directly from their bytes. A bar that is not an object, or has missing or
/// non-numeric fields, affects only itself. Rows in the usual form are read by <see cref="RowScanner"/>, all others by the JSON reader.
/// </summary>
internal static class AggregatesReader
{
    /// <summary>Reads a page of daily bars; the time of day is dropped, so that the start and the end of a session are one day.</summary>
    public static AggregatesPage ReadDaily(ReadOnlySpan<byte> json) => ReadBars(json, Frequency.Daily);

    /// <summary>Reads a page of intraday bars.</summary>
    public static AggregatesPage ReadIntraday(ReadOnlySpan<byte> json) => ReadBars(json, Frequency.Intraday);

    /// <summary>Reads the daily bars of many symbols.</summary>
    /// <param name="json">The body.</param>
    /// <param name="day">The requested New York date.</param>
    /// <param name="symbols">The symbols read so far.</param>
    public static GroupedPage ReadGrouped(ReadOnlySpan<byte> json, DateOnly day, SymbolTable symbols)
    {
        using var rows = new GroupedRows(day, symbols);
        var envelope = Read(json, rows);
        return new GroupedPage(envelope, rows.Build());
    }

    private static AggregatesPage ReadBars(ReadOnlySpan<byte> json, Frequency frequency)
    {
        var rows = new BarRows(frequency);
        var envelope = Read(json, rows);
        return new AggregatesPage(envelope, rows.Bars);
    }

    /// <exception cref="JsonException">The bytes are not valid JSON.</exception>
    /// <exception cref="AttemptException">The JSON is not an object with bars.</exception>
    internal static Envelope Read(ReadOnlySpan<byte> json, AggregateRows rows)
    {
        try
        {
            return Read(json, rows, scan: true);
        }
        catch (JsonException)
        {
            // The scanner does not count lines. Read again without it, so that the error has a position.
            rows.Clear();
            return Read(json, rows, scan: false);
        }
    }

    private static Envelope Read(ReadOnlySpan<byte> json, AggregateRows rows, bool scan)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw AttemptException.BadData("the response is not a JSON object with bars");

        var envelope = default(Envelope);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("results"u8)) ReadResults(ref reader, ref json, rows, scan);
            else if (reader.ValueTextEquals("ticker"u8)) envelope = envelope with { Ticker = ReadText(ref reader) };
            else if (reader.ValueTextEquals("status"u8)) envelope = envelope with { Status = ReadText(ref reader) };
            else if (reader.ValueTextEquals("error"u8)) envelope = envelope with { Error = ReadText(ref reader) };
            else if (reader.ValueTextEquals("message"u8)) envelope = envelope with { Message = ReadText(ref reader) };
            else if (reader.ValueTextEquals("next_url"u8)) envelope = envelope with { NextUrl = ReadText(ref reader) };
            else reader.Skip();
        }
        ReadToEnd(ref reader);
        return envelope;
    }

    // Bytes after the closing brace make the JSON invalid too.
    private static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    private static void ReadResults(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, AggregateRows rows, bool scan)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw AttemptException.BadData("'results' is not a list");
        if (scan) ScanRows(ref reader, ref json, rows);
        else while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(ReadRow(ref reader));
    }

    /// <summary>Reads the rows without the reader, which then continues after them as if the list were empty.</summary>
    /// <param name="reader">The reader, at the start of the list on entry and at its end on return.</param>
    /// <param name="json">The bytes of the reader.</param>
    /// <param name="rows">Collects the rows.</param>
    private static void ScanRows(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, AggregateRows rows)
    {
        var inList = reader.CurrentState;
        var scanner = new RowScanner(json, (int)reader.BytesConsumed);
        while (scanner.MoveToRow())
        {
            if (!scanner.TryReadRow(out var row))
            {
                var one = new Utf8JsonReader(json[scanner.Position..], isFinalBlock: true, inList);
                one.Read();
                row = ReadRow(ref one);
                scanner.Advance((int)one.BytesConsumed);
            }
            rows.Add(row);
        }
        json = json[scanner.Position..];
        reader = new Utf8JsonReader(json, isFinalBlock: true, inList);
        reader.Read();
    }

    private static AggregateRow ReadRow(ref Utf8JsonReader reader)
    {
        var row = new AggregateRow();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return row;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length != 1)
            {
                if (reader.ValueTextEquals("vw"u8)) row.Vwap = ReadNumber(ref reader);
                else reader.Skip();
                continue;
            }
            switch (reader.ValueSpan[0])
            {
                case (byte)'o': row.Open = ReadNumber(ref reader); break;
                case (byte)'h': row.High = ReadNumber(ref reader); break;
                case (byte)'l': row.Low = ReadNumber(ref reader); break;
                case (byte)'c': row.Close = ReadNumber(ref reader); break;
                case (byte)'v': row.Volume = ReadNumber(ref reader); break;
                case (byte)'t': row.Milliseconds = ReadNumber(ref reader); break;
                case (byte)'T': row.Ticker = TickerKey.Pack(ReadText(ref reader)); break;
                default: reader.Skip(); break;
            }
        }
        return row;
    }

    private static double ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number)) return number;
        reader.Skip();
        return double.NaN;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // bytes or escapes that are not valid text count as missing
        }
    }
}
