using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// Listings as a document: <c>{"version":2,"listings":[["AAPL","Apple Inc.","NASDAQ","Technology","Software",3.1e12,"CS"],…]}</c>, with a
/// list for each symbol and <c>null</c> for unknown values. Version 1 had no types.
/// </summary>
internal sealed record ListingDocument(int Version, IReadOnlyList<Listing> Listings)
{
    private const int FirstVersion = 1;
    private const int CurrentVersion = 2;

    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<Listing> listings) =>
        JsonSerializer.SerializeToUtf8Bytes(new ListingDocument(CurrentVersion, listings), ListingDocumentContext.Default.ListingDocument);

    /// <summary>Decodes a document with any content; <c>false</c> unless all of it has the format of <see cref="Encode"/>.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out IReadOnlyList<Listing>? listings)
    {
        listings = DocumentJson.TryRead(payload, ListingDocumentContext.Default.ListingDocument, out var document)
            && document is { Version: FirstVersion or CurrentVersion, Listings: { Count: > 0 } read }
            && read.DistinctBy(listing => listing.Symbol).Count() == read.Count
            ? read
            : null;
        return listings is not null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, Converters = [typeof(ListingArray)])]
[JsonSerializable(typeof(ListingDocument))]
internal sealed partial class ListingDocumentContext : JsonSerializerContext;

/// <summary>Serialises a listing as a list of its seven values; of six in documents of version 1.</summary>
internal sealed class ListingArray : JsonConverter<Listing>
{
    // null instead of a listing must be rejected here too.
    public override bool HandleNull => true;

    public override Listing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var listing = new Listing(
            Symbol.Parse(reader.NextText()), reader.NextText(), reader.NextText(), reader.NextText(), reader.NextText(),
            reader.NextNumber());
        if (!reader.Read()) throw new JsonException();
        if (reader.TokenType == JsonTokenType.EndArray) return listing;
        listing = listing with { Type = reader.GetString() };
        reader.End();
        return listing;
    }

    public override void Write(Utf8JsonWriter writer, Listing value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in (ReadOnlySpan<string?>)[value.Symbol.Text, value.Name, value.Exchange, value.Sector, value.Industry])
            writer.WriteStringValue(text);
        if (value.MarketCap is { } cap && double.IsFinite(cap)) writer.WriteNumberValue(cap);
        else writer.WriteNullValue();
        writer.WriteStringValue(value.Type);
        writer.WriteEndArray();
    }
}
