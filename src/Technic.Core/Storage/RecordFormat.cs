using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Technic.Core.Storage;

/// <summary>The span that the records of a document cover.</summary>
/// <param name="From">The first day (New York date).</param>
/// <param name="CheckedAt">When the provider was asked.</param>
internal readonly record struct RecordSpan(DateOnly From, DateTimeOffset CheckedAt);

/// <summary>
/// Records of one kind as a document of a store: <c>{"version":1,"from":"2026-08-24","checkedAt":"…","splits":[[…],…]}</c>, each record as
/// a JSON array of its values, with <c>null</c> for what is not known. Documents without a span have neither <c>from</c> nor
/// <c>checkedAt</c>.
/// </summary>
/// <param name="member">The member that has the records.</param>
/// <param name="version">The version that is written; the earlier ones are read too.</param>
/// <param name="hasSpan">Whether the documents have a span.</param>
internal abstract class RecordFormat<T>(string member, int version = 1, bool hasSpan = false)
{
    private const string Version = "version";
    private const string From = "from";
    private const string CheckedAt = "checkedAt";
    private const string Day = "yyyy-MM-dd";

    /// <summary>The member that has the records.</summary>
    public string Member => member;

    /// <summary>Writes a document.</summary>
    /// <param name="records">The records.</param>
    /// <param name="span">The span that they cover, for kinds that have one.</param>
    public ReadOnlyMemory<byte> Encode(IEnumerable<T> records, RecordSpan span = default)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteNumber(Version, version);
            if (hasSpan)
            {
                json.WriteString(From, Iso(span.From));
                json.WriteString(CheckedAt, span.CheckedAt);
            }
            json.WriteStartArray(member);
            foreach (var record in records)
            {
                json.WriteStartArray();
                Write(json, record);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return payload.WrittenMemory;
    }

    /// <summary>Reads a document, whatever it holds; one that is not in every part what <see cref="Encode"/> writes is none.</summary>
    public bool TryDecode(ReadOnlyMemory<byte> payload, out ImmutableArray<T> records, out RecordSpan span)
    {
        try
        {
            (records, span) = Decode(payload.Span);
            return AreWhole(records);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            (records, span) = ([], default);
            return false;
        }
    }

    /// <summary>Reads the values of a record; the array was begun and <see cref="RecordReading.End"/> has to follow the last one.</summary>
    protected abstract T Read(ref Utf8JsonReader reader);

    /// <summary>Writes the values of a record.</summary>
    protected abstract void Write(Utf8JsonWriter json, T record);

    /// <summary>Whether all records together are what can have been written.</summary>
    protected virtual bool AreWhole(ImmutableArray<T> records) => true;

    /// <summary>A day as it stands in documents.</summary>
    protected static string Iso(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    /// <summary>The day of a text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    protected static DateOnly ParseDay(string? text) => DateOnly.ParseExact(text ?? "", Day, CultureInfo.InvariantCulture);

    private (ImmutableArray<T> Records, RecordSpan Span) Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        int? found = null;
        DateOnly? from = null;
        DateTimeOffset? checkedAt = null;
        ImmutableArray<T>? records = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == Version) found = reader.GetInt32();
            else if (name == From && hasSpan) from = ParseDay(reader.GetString());
            else if (name == CheckedAt && hasSpan) checkedAt = reader.GetDateTimeOffset();
            else if (name == member) records = ReadAll(ref reader);
            else throw new JsonException();
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw new JsonException();
        if (!(found >= 1 && found <= version) || records is not { } all || (hasSpan && (from is null || checkedAt is null)))
            throw new JsonException();
        return (all, new RecordSpan(from ?? default, checkedAt ?? default));
    }

    private ImmutableArray<T> ReadAll(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        var records = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
            records.Add(Read(ref reader));
        }
        return records.ToImmutable();
    }
}

/// <summary>Reads the values of a record.</summary>
internal static class RecordReading
{
    /// <summary>The next text of an array.</summary>
    public static string? NextText(this ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() : null;

    /// <summary>The next number of an array; <c>null</c> for <c>null</c>.</summary>
    public static double? NextNumber(this ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType != JsonTokenType.Null ? reader.GetDouble() : null;

    /// <summary>Ends an array that has no further values.</summary>
    public static void End(this ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw new JsonException();
    }
}
