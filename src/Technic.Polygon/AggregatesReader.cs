using System.Text.Json;
using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>
/// Reads pages of aggregates, of one symbol or grouped, straight from their bytes. Bars that are no objects, and fields that are missing
/// or no numbers, cost only themselves.
/// </summary>
internal static class AggregatesReader
{
    private static readonly Bar Unusable = new(default, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Reads a page of daily bars; the time of day is dropped, so that the start and the end of a session are one day.</summary>
    public static AggregatesPage ReadDaily(ReadOnlySpan<byte> json) => Read(json, Frequency.Daily, grouped: false);

    /// <summary>Reads a page of intraday bars.</summary>
    public static AggregatesPage ReadIntraday(ReadOnlySpan<byte> json) => Read(json, Frequency.Intraday, grouped: false);

    /// <summary>Reads the daily bars of many symbols; each has its ticker.</summary>
    public static AggregatesPage ReadGrouped(ReadOnlySpan<byte> json) => Read(json, Frequency.Daily, grouped: true);

    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    /// <exception cref="AttemptException">It is JSON of another kind.</exception>
    private static AggregatesPage Read(ReadOnlySpan<byte> json, Frequency frequency, bool grouped)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw AttemptException.BadData("it sent JSON of another kind than bars");

        List<Bar> bars = [];
        List<string?>? tickers = grouped ? [] : null;
        var envelope = default(Envelope);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("results"u8)) ReadResults(ref reader, frequency, bars, tickers);
            else if (reader.ValueTextEquals("ticker"u8)) envelope = envelope with { Ticker = ReadText(ref reader) };
            else if (reader.ValueTextEquals("status"u8)) envelope = envelope with { Status = ReadText(ref reader) };
            else if (reader.ValueTextEquals("error"u8)) envelope = envelope with { Error = ReadText(ref reader) };
            else if (reader.ValueTextEquals("message"u8)) envelope = envelope with { Message = ReadText(ref reader) };
            else if (reader.ValueTextEquals("next_url"u8)) envelope = envelope with { NextUrl = ReadText(ref reader) };
            else reader.Skip();
        }
        ReadToEnd(ref reader);
        return new AggregatesPage(envelope, bars, tickers ?? []);
    }

    // Bytes after the closing brace are no JSON either.
    private static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    private static void ReadResults(ref Utf8JsonReader reader, Frequency frequency, List<Bar> bars, List<string?>? tickers)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw AttemptException.BadData("its 'results' are no list");

        var clock = new NewYorkClock();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                bars.Add(ReadBar(ref reader, frequency, clock, out var ticker));
                tickers?.Add(ticker);
            }
            else
            {
                reader.Skip();
                bars.Add(Unusable);
                tickers?.Add(null);
            }
        }
    }

    private static Bar ReadBar(ref Utf8JsonReader reader, Frequency frequency, NewYorkClock clock, out string? ticker)
    {
        ticker = null;
        double open = double.NaN, high = double.NaN, low = double.NaN, close = double.NaN, volume = double.NaN, milliseconds = double.NaN;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length != 1)
            {
                reader.Skip();
                continue;
            }
            switch (reader.ValueSpan[0])
            {
                case (byte)'o': open = ReadNumber(ref reader); break;
                case (byte)'h': high = ReadNumber(ref reader); break;
                case (byte)'l': low = ReadNumber(ref reader); break;
                case (byte)'c': close = ReadNumber(ref reader); break;
                case (byte)'v': volume = ReadNumber(ref reader); break;
                case (byte)'t': milliseconds = ReadNumber(ref reader); break;
                case (byte)'T': ticker = ReadText(ref reader); break;
                default: reader.Skip(); break;
            }
        }
        if (!(Math.Abs(milliseconds) < 1e15) || !clock.TryGetTime((long)milliseconds, out var time)) return Unusable;
        return new Bar(frequency == Frequency.Daily ? BarTime.OfDay(time.Date) : time, open, high, low, close, volume);
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
            return null; // bytes or escapes that make no text: as good as missing
        }
    }
}
