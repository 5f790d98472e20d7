using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// Listings as a document with records <c>["AAPL","Apple Inc.","NASDAQ","Technology","Software",3.1e12,"CS"]</c>; those of version 1 had no
/// types.
/// </summary>
internal sealed class ListingFormat() : RecordFormat<Listing>("listings", version: 2)
{
    public static ListingFormat Instance { get; } = new();

    protected override bool AreWhole(ImmutableArray<Listing> records) =>
        records.Length > 0 && records.DistinctBy(listing => listing.Symbol).Count() == records.Length;

    protected override Listing Read(ref Utf8JsonReader reader)
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

    protected override void Write(Utf8JsonWriter json, Listing record)
    {
        foreach (var text in (ReadOnlySpan<string?>)[record.Symbol.Text, record.Name, record.Exchange, record.Sector, record.Industry])
            json.WriteStringValue(text);
        if (record.MarketCap is { } cap && double.IsFinite(cap)) json.WriteNumberValue(cap);
        else json.WriteNullValue();
        json.WriteStringValue(record.Type);
    }
}
