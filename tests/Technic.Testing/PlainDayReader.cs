using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Testing;

/// <summary>
/// The simplest reader of a whole-market response: token by token, with a dictionary of bars. The result of the provider's reader must be
/// exactly equal to it, and its speed is compared with it.
/// </summary>
public static class PlainDayReader
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is not JSON, or not an object with a list of results.</exception>
    public static (MarketDay Day, BarDefects Defects) Read(ReadOnlySpan<byte> json, DateOnly day)
    {
        var bars = new Dictionary<Symbol, Bar>();
        int outOfRange = 0, repeated = 0, impossible = 0;
        foreach (var (ticker, bar) in Rows(json))
        {
            if (bar is not { } usable || !BarBounds.IsPossibleRaw(usable) || !Symbol.TryParse(ticker, out var symbol)) impossible++;
            else if (usable.Time != BarTime.OfDay(day)) outOfRange++;
            else
            {
                if (bars.ContainsKey(symbol)) repeated++;
                bars[symbol] = usable;
            }
        }
        return (MarketDay.Of(day, bars), new BarDefects(outOfRange, repeated, impossible));
    }

    private static List<(string? Ticker, Bar? Bar)> Rows(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var rows = new List<(string?, Bar?)>();
        var times = (double.NaN, (BarTime?)null);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Expected an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("results"u8))
            {
                reader.Skip();
                continue;
            }
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Expected a list of results.");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(ReadRow(ref reader, ref times));
        }
        while (reader.Read())
        {
        }
        return rows;
    }

    private static (string? Ticker, Bar? Bar) ReadRow(ref Utf8JsonReader reader, ref (double Milliseconds, BarTime? Day) times)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return default;
        }
        string? ticker = null;
        double open = double.NaN, high = double.NaN, low = double.NaN, close = double.NaN, volume = double.NaN, milliseconds = double.NaN;
        var vwap = double.NaN;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("vw"u8))
            {
                vwap = ReadNumber(ref reader);
                if (!BarBounds.IsPossibleVwap(vwap)) vwap = double.NaN;
                continue;
            }
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
        if (milliseconds != times.Milliseconds) times = (milliseconds, DayOf(milliseconds));
        return (ticker, times.Day is { } time ? new Bar(time, open, high, low, close, volume, vwap) : null);
    }

    /// <summary>The day in New York; <c>null</c> outside of 1970 to 2099.</summary>
    private static BarTime? DayOf(double milliseconds) =>
        Math.Abs(milliseconds) < 1e15 && (long)milliseconds is >= 0 and < 4_102_444_800_000
            ? BarTime.OfDay(NewYork.Date(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)))
            : null;

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
            return null;
        }
    }
}
