using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Technic.Core.Market;

namespace Technic.Core.Universes;

/// <summary>
/// Listings as a document: <c>{"version":1,"listings":[["AAPL","Apple Inc.","NASDAQ","Technology","Software",3.1e12],…]}</c>, a list a symbol with
/// <c>null</c> for what is not known.
/// </summary>
internal static class ListingDocument
{
    private const int Version = 1;
    private const int Fields = 6;

    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<Listing> listings)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("listings");
            foreach (var listing in listings) Write(json, listing);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.WrittenMemory;
    }

    /// <summary>Reads a document, whatever it holds; one that is not in every part what <see cref="Encode"/> writes is none.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out IReadOnlyList<Listing>? listings)
    {
        listings = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version) return false;
            var read = new List<Listing>();
            foreach (var item in root.GetProperty("listings").EnumerateArray())
            {
                if (item.GetArrayLength() != Fields) return false;
                read.Add(Read(item));
            }
            if (read.Count == 0 || read.DistinctBy(listing => listing.Symbol).Count() != read.Count) return false;
            listings = read;
            return true;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static void Write(Utf8JsonWriter json, Listing listing)
    {
        json.WriteStartArray();
        json.WriteStringValue(listing.Symbol.Text);
        json.WriteStringValue(listing.Name);
        json.WriteStringValue(listing.Exchange);
        json.WriteStringValue(listing.Sector);
        json.WriteStringValue(listing.Industry);
        if (listing.MarketCap is { } cap && double.IsFinite(cap)) json.WriteNumberValue(cap);
        else json.WriteNullValue();
        json.WriteEndArray();
    }

    private static Listing Read(JsonElement item) => new(
        Symbol.Parse(item[0].GetString()),
        item[1].GetString(),
        item[2].GetString(),
        item[3].GetString(),
        item[4].GetString(),
        item[5].ValueKind == JsonValueKind.Null ? null : item[5].GetDouble());
}
