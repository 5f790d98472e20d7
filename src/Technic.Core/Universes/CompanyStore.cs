using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// Sectors, industries and capitalisations by symbol, stored as one document beside the source's list of symbols, which lacks them.
/// Thread-safe.
/// </summary>
/// <param name="documents">The store of the document.</param>
/// <param name="time">The clock.</param>
public sealed class CompanyStore(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "companies";

    /// <summary>The maximum age of a read: another process may have imported a file.</summary>
    private static readonly TimeSpan LookLife = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<Symbol, CompanyFacts> Nothing = [];

    private volatile Look? _look;

    private sealed record Look(IReadOnlyDictionary<Symbol, CompanyFacts> Companies, DateTimeOffset FetchedAt, long At);

    /// <summary>The known facts, by symbol; empty when the store fails.</summary>
    public async ValueTask<IReadOnlyDictionary<Symbol, CompanyFacts>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_look is { } look && time.GetElapsedTime(look.At) < LookLife) return look.Companies;
        return await ReadNowAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds facts; known values are kept where the new ones are missing.</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask AddAsync(IEnumerable<CompanyFacts> facts, CancellationToken cancellationToken)
    {
        var companies = new Dictionary<Symbol, CompanyFacts>(await ReadNowAsync(cancellationToken).ConfigureAwait(false));
        foreach (var company in facts) companies[company.Symbol] = company.Over(companies.GetValueOrDefault(company.Symbol));
        var document = new CompanyDocument(CompanyDocument.CurrentVersion, [.. companies.Values.OrderBy(company => company.Symbol)]);
        var at = time.GetUtcNow();
        var payload = JsonSerializer.SerializeToUtf8Bytes(document, CompanyDocumentContext.Default.CompanyDocument);
        await documents.WriteDocumentAsync(DocumentName, new StoredDocument(payload, at), cancellationToken).ConfigureAwait(false);
        _look = new Look(companies, at, time.GetTimestamp());
    }

    /// <summary>Listings with their missing properties filled in; the same list when nothing is known of any.</summary>
    public async ValueTask<IReadOnlyList<Listing>> FillAsync(IReadOnlyList<Listing> listings, CancellationToken cancellationToken)
    {
        var companies = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return companies.Count == 0
            ? listings
            : [.. listings.Select(listing => companies.TryGetValue(listing.Symbol, out var company) ? company.Fill(listing) : listing)];
    }

    private async ValueTask<IReadOnlyDictionary<Symbol, CompanyFacts>> ReadNowAsync(CancellationToken cancellationToken)
    {
        var known = _look;
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<Symbol, CompanyFacts> companies = known?.Companies ?? Nothing;
        if (read.Document is { } document && document.FetchedAt != known?.FetchedAt
            && DocumentJson.TryRead(document.Payload, CompanyDocumentContext.Default.CompanyDocument, out var found)
            && found.Version == CompanyDocument.CurrentVersion)
        {
            companies = found.Companies.DistinctBy(company => company.Symbol).ToDictionary(company => company.Symbol);
        }
        _look = new Look(companies, read.Document?.FetchedAt ?? DateTimeOffset.MinValue, time.GetTimestamp());
        return companies;
    }
}

/// <summary>
/// Companies as a document: <c>{"version":1,"companies":[["AAPL","Information Technology","Computers",3.1e12,"2026-11-27","ticker
/// details"],…]}</c>.
/// </summary>
internal sealed record CompanyDocument(int Version, IReadOnlyList<CompanyFacts> Companies)
{
    public const int CurrentVersion = 1;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, Converters = [typeof(CompanyArray)])]
[JsonSerializable(typeof(CompanyDocument))]
internal sealed partial class CompanyDocumentContext : JsonSerializerContext;

/// <summary>Serialises a company as a list of its six values.</summary>
internal sealed class CompanyArray : JsonConverter<CompanyFacts>
{
    private const string Day = "yyyy-MM-dd";

    public override CompanyFacts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var symbol = Symbol.Parse(reader.NextText());
        var (sector, industry, cap) = (reader.NextText(), reader.NextText(), reader.NextNumber());
        var asOf = DateOnly.ParseExact(reader.NextText() ?? "", Day, CultureInfo.InvariantCulture);
        var facts = new CompanyFacts(symbol, sector, industry, cap, asOf, reader.NextText() ?? throw new JsonException());
        reader.End();
        return facts;
    }

    public override void Write(Utf8JsonWriter writer, CompanyFacts value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in (ReadOnlySpan<string?>)[value.Symbol.Text, value.Sector, value.Industry]) writer.WriteStringValue(text);
        if (value.MarketCap is { } cap && double.IsFinite(cap)) writer.WriteNumberValue(cap);
        else writer.WriteNullValue();
        writer.WriteStringValue(value.AsOf.ToString(Day, CultureInfo.InvariantCulture));
        writer.WriteStringValue(value.Origin);
        writer.WriteEndArray();
    }
}
