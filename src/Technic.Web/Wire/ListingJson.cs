using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.Web.Requests;

namespace Technic.Web.Wire;

/// <summary>Listings as a list of objects. Unknown values are omitted.</summary>
internal static class ListingJson
{
    /// <exception cref="ScanRequestException">Not a list of listings.</exception>
    public static IReadOnlyList<Listing> ReadAll(FieldValue given)
    {
        if (given.Json.ValueKind != JsonValueKind.Array)
            throw given.Invalid("a list of objects", "each with a symbol", given.Json.GetRawText());
        given.RequireLength(given.Json.GetArrayLength());
        var listings = new List<Listing>(given.Json.GetArrayLength());
        foreach (var item in given.Json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw given.Invalid("a list of objects", "each with a symbol", item.GetRawText());
            listings.Add(Read(item));
        }
        return listings;
    }

    public static void WriteAll(Utf8JsonWriter json, string name, IReadOnlyList<Listing> listings)
    {
        json.WriteStartArray(name);
        foreach (var listing in listings)
        {
            json.WriteStartObject();
            json.WriteString("symbol", listing.Symbol.Text);
            if (listing.Name is not null) json.WriteString("name", listing.Name);
            if (listing.Exchange is not null) json.WriteString("exchange", listing.Exchange);
            if (listing.Sector is not null) json.WriteString("sector", listing.Sector);
            if (listing.Industry is not null) json.WriteString("industry", listing.Industry);
            if (listing.MarketCap is { } cap && double.IsFinite(cap)) json.WriteNumber("marketCap", cap);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static Listing Read(JsonElement item)
    {
        Symbol? symbol = null;
        string? name = null, exchange = null, sector = null, industry = null;
        double? marketCap = null;
        foreach (var property in item.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            var given = new JsonFieldValue(property.Name, property.Value);
            switch (property.Name)
            {
                case "symbol": symbol = ScanFields.SymbolOf(given.Text()); break;
                case "name": name = given.Text(); break;
                case "exchange": exchange = given.Text(); break;
                case "sector": sector = given.Text(); break;
                case "industry": industry = given.Text(); break;
                case "marketCap": marketCap = given.Number(); break;
                default:
                    throw new ScanRequestException(
                        $"Unknown field '{Printable.Of(property.Name)}' in universe: "
                        + "expected symbol, name, exchange, sector, industry or marketCap.");
            }
        }
        return new Listing(symbol ?? ScanFields.SymbolOf(""), name, exchange, sector, industry, marketCap);
    }
}
