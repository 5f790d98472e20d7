using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// A dividend book as a document: <c>{"version":1,"from":"2025-08-24","checkedAt":"…","dividends":[["AAPL","2026-08-10",0.26],…]}</c>, with
/// a list for each dividend: symbol, ex-date, amount.
/// </summary>
internal sealed record DividendBookDocument(int Version, DateOnly From, DateTimeOffset CheckedAt, ImmutableArray<Dividend> Dividends)
{
    private const int CurrentVersion = 1;

    public static ReadOnlyMemory<byte> Encode(DividendBook book) => JsonSerializer.SerializeToUtf8Bytes(
        new DividendBookDocument(CurrentVersion, book.From, book.CheckedAt, book.Dividends),
        DividendBookDocumentContext.Default.DividendBookDocument);

    /// <summary>Decodes a document with any content; <c>false</c> unless all of it has the format of <see cref="Encode"/>.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out DividendBook? book)
    {
        book = DocumentJson.TryRead(payload, DividendBookDocumentContext.Default.DividendBookDocument, out var document)
            && document is { Version: CurrentVersion, Dividends: { IsDefault: false } dividends }
            ? new DividendBook(document.From, document.CheckedAt, dividends)
            : null;
        return book is not null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, Converters = [typeof(DividendArray)])]
[JsonSerializable(typeof(DividendBookDocument))]
internal sealed partial class DividendBookDocumentContext : JsonSerializerContext;

/// <summary>Serialises a dividend as a list of its three values.</summary>
internal sealed class DividendArray : JsonConverter<Dividend>
{
    private const string Day = "yyyy-MM-dd";

    public override Dividend Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var symbol = Symbol.Parse(reader.NextText());
        var exDate = DateOnly.ParseExact(reader.NextText() ?? "", Day, CultureInfo.InvariantCulture);
        if (reader.NextNumber() is not { } amount || !Dividend.IsPossible(amount)) throw new JsonException();
        reader.End();
        return new Dividend(symbol, exDate, amount);
    }

    public override void Write(Utf8JsonWriter writer, Dividend value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Symbol.Text);
        writer.WriteStringValue(value.ExDate.ToString(Day, CultureInfo.InvariantCulture));
        writer.WriteNumberValue(value.Amount);
        writer.WriteEndArray();
    }
}
