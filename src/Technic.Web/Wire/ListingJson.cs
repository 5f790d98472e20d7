using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.Web.Requests;

namespace Technic.Web.Wire;

/// <summary>Listings as a list of objects; what is not known of a symbol is left out.</summary>
internal static class ListingJson
{
    /// <exception cref="ScanRequestException">It is no such list.</exception>
    public static IReadOnlyList<Listing> ReadAll(Given given)
    {
        if (given.Json.ValueKind != JsonValueKind.Array) throw given.Complain("list of objects", "each with a symbol", given.Json.GetRawText());
        given.RequireLength(given.Json.GetArrayLength());
        var listings = new List<Listing>(given.Json.GetArrayLength());
        foreach (var item in given.Json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw given.Complain("list of objects", "each with a symbol", item.GetRawText());
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
            var given = new GivenJson(property.Name, property.Value);
            switch (property.Name)
            {
                case "symbol": symbol = ScanFields.SymbolOf(given.Word()); break;
                case "name": name = given.Word(); break;
                case "exchange": exchange = given.Word(); break;
                case "sector": sector = given.Word(); break;
                case "industry": industry = given.Word(); break;
                case "marketCap": marketCap = given.Number(); break;
                default:
                    throw new ScanRequestException(
                        $"'{Printable.Of(property.Name)}' is nothing that a symbol of the universe has: "
                        + "there are symbol, name, exchange, sector, industry and marketCap.");
            }
        }
        return new Listing(symbol ?? ScanFields.SymbolOf(""), name, exchange, sector, industry, marketCap);
    }
}
