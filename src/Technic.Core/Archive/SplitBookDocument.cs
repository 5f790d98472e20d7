using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>
/// A split book as a document: <c>{"version":1,"from":"2026-08-24","checkedAt":"…","splits":[["AAPL","2026-08-31",4,"2026-08-31T20:20:01Z"],…]}</c>, a list a
/// split: symbol, execution date, ratio, and when it was learned.
/// </summary>
internal static class SplitBookDocument
{
    private const int Version = 1;
    private const int Fields = 4;
    private const string Day = "yyyy-MM-dd";

    public static ReadOnlyMemory<byte> Encode(SplitBook book)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("from", Text(book.From));
            json.WriteString("checkedAt", book.CheckedAt);
            json.WriteStartArray("splits");
            foreach (var (split, learnedAt) in book.Splits)
            {
                json.WriteStartArray();
                json.WriteStringValue(split.Symbol.Text);
                json.WriteStringValue(Text(split.ExecutionDate));
                json.WriteNumberValue(split.Ratio);
                json.WriteStringValue(learnedAt);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.WrittenMemory;
    }

    /// <summary>Reads a document, whatever it holds; one that is not in every part what <see cref="Encode"/> writes is none.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out SplitBook? book)
    {
        book = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version) return false;
            var splits = new List<KnownSplit>();
            foreach (var item in root.GetProperty("splits").EnumerateArray())
            {
                if (item.GetArrayLength() != Fields) return false;
                var split = new Split(Symbol.Parse(item[0].GetString()), Date(item[1]), item[2].GetDouble());
                if (!SplitAdjustment.IsPossible(split.Ratio)) return false;
                splits.Add(new KnownSplit(split, item[3].GetDateTimeOffset()));
            }
            if (splits.DistinctBy(known => (known.Split.Symbol, known.Split.ExecutionDate)).Count() != splits.Count) return false;
            book = new SplitBook(Date(root.GetProperty("from")), root.GetProperty("checkedAt").GetDateTimeOffset(), [.. splits]);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static string Text(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);

    private static DateOnly Date(JsonElement json) => DateOnly.ParseExact(json.GetString() ?? "", Day, CultureInfo.InvariantCulture);
}
