using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>Facts by symbol, and when the last of them were entered; immutable.</summary>
internal sealed record CompanyBook(IReadOnlyDictionary<Symbol, CompanyFacts> Companies, DateTimeOffset CheckedAt) : IBook<CompanyBook>
{
    public static CompanyBook Empty { get; } = new(new Dictionary<Symbol, CompanyFacts>(), DateTimeOffset.MinValue);

    /// <summary>The facts stay: each has a date of its own.</summary>
    public CompanyBook Unchecked() => this with { CheckedAt = DateTimeOffset.MinValue };

    /// <summary>The book with further facts; where they say nothing, what was known stays.</summary>
    public CompanyBook With(IEnumerable<CompanyFacts> facts, DateTimeOffset at)
    {
        var companies = new Dictionary<Symbol, CompanyFacts>(Companies);
        foreach (var company in facts) companies[company.Symbol] = company.Over(companies.GetValueOrDefault(company.Symbol));
        return new CompanyBook(companies, at);
    }
}

/// <summary>
/// Companies as a document with records <c>["AAPL","Information Technology","Computers",3.1e12,"2026-11-27","ticker details"]</c>.
/// </summary>
internal sealed class CompanyBookFormat() : RecordFormat<CompanyFacts>("companies"), IBookFormat<CompanyBook>
{
    public static CompanyBookFormat Instance { get; } = new();

    public string What => "facts of companies";

    public ReadOnlyMemory<byte> Encode(CompanyBook book) => Encode(book.Companies.Values.OrderBy(company => company.Symbol));

    public bool TryDecode(StoredDocument document, [NotNullWhen(true)] out CompanyBook? book)
    {
        book = TryDecode(document.Payload, out var companies, out _)
            ? new CompanyBook(companies.DistinctBy(company => company.Symbol).ToDictionary(company => company.Symbol), document.FetchedAt)
            : null;
        return book is not null;
    }

    protected override CompanyFacts Read(ref Utf8JsonReader reader)
    {
        var symbol = Symbol.Parse(reader.NextText());
        var (sector, industry, cap) = (reader.NextText(), reader.NextText(), reader.NextNumber());
        var asOf = ParseDay(reader.NextText());
        var facts = new CompanyFacts(symbol, sector, industry, cap, asOf, reader.NextText() ?? throw new JsonException());
        reader.End();
        return facts;
    }

    protected override void Write(Utf8JsonWriter json, CompanyFacts record)
    {
        foreach (var text in (ReadOnlySpan<string?>)[record.Symbol.Text, record.Sector, record.Industry]) json.WriteStringValue(text);
        if (record.MarketCap is { } cap && double.IsFinite(cap)) json.WriteNumberValue(cap);
        else json.WriteNullValue();
        json.WriteStringValue(Iso(record.AsOf));
        json.WriteStringValue(record.Origin);
    }
}
