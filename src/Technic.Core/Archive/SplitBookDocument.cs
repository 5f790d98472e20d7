using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// A split book as a document: <c>{"version":1,"from":"2026-08-24","checkedAt":"…",</c>
/// <c>"splits":[["AAPL","2026-08-31",4,"2026-08-31T20:20:01Z"],…]}</c>, with a list for each split: symbol, execution date, ratio, and when
/// it was learned; a fifth value, <c>"confirmed"</c> or <c>"rejected"</c>, when prices have decided it.
/// </summary>
internal sealed record SplitBookDocument(int Version, DateOnly From, DateTimeOffset CheckedAt, ImmutableArray<KnownSplit> Splits)
{
    private const int CurrentVersion = 1;

    public static ReadOnlyMemory<byte> Encode(SplitBook book) => JsonSerializer.SerializeToUtf8Bytes(
        new SplitBookDocument(CurrentVersion, book.From, book.CheckedAt, book.Splits), SplitBookDocumentContext.Default.SplitBookDocument);

    /// <summary>Decodes a document with any content; <c>false</c> unless all of it has the format of <see cref="Encode"/>.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out SplitBook? book)
    {
        book = DocumentJson.TryRead(payload, SplitBookDocumentContext.Default.SplitBookDocument, out var document)
            && document is { Version: CurrentVersion, Splits: { IsDefault: false } splits }
            && splits.DistinctBy(known => known.Split).Count() == splits.Length
            ? new SplitBook(document.From, document.CheckedAt, splits)
            : null;
        return book is not null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, Converters = [typeof(KnownSplitArray)])]
[JsonSerializable(typeof(SplitBookDocument))]
internal sealed partial class SplitBookDocumentContext : JsonSerializerContext;

/// <summary>Serialises a split as a list of its four or five values.</summary>
internal sealed class KnownSplitArray : JsonConverter<KnownSplit>
{
    private const string Day = "yyyy-MM-dd";
    private const string Confirmed = "confirmed";
    private const string Rejected = "rejected";

    public override KnownSplit Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var symbol = Symbol.Parse(reader.NextText());
        var executionDate = DateOnly.ParseExact(reader.NextText() ?? "", Day, CultureInfo.InvariantCulture);
        if (reader.NextNumber() is not { } ratio || !SplitAdjustment.IsPossible(ratio) || !reader.Read()) throw new JsonException();
        var learnedAt = reader.GetDateTimeOffset();
        if (!reader.Read()) throw new JsonException();
        if (reader.TokenType == JsonTokenType.EndArray) return new KnownSplit(new Split(symbol, executionDate, ratio), learnedAt);
        var standing = reader.GetString() switch
        {
            Confirmed => SplitStanding.Confirmed,
            Rejected => SplitStanding.Rejected,
            _ => throw new JsonException(),
        };
        reader.End();
        return new KnownSplit(new Split(symbol, executionDate, ratio), learnedAt, standing);
    }

    public override void Write(Utf8JsonWriter writer, KnownSplit value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Split.Symbol.Text);
        writer.WriteStringValue(value.Split.ExecutionDate.ToString(Day, CultureInfo.InvariantCulture));
        writer.WriteNumberValue(value.Split.Ratio);
        writer.WriteStringValue(value.LearnedAt);
        if (value.Standing != SplitStanding.Open) writer.WriteStringValue(value.Standing == SplitStanding.Confirmed ? Confirmed : Rejected);
        writer.WriteEndArray();
    }
}
