using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// A split book as a document with a span and records <c>["AAPL","2026-08-31",4,"2026-08-31T20:20:01Z"]</c>: symbol, execution date, ratio,
/// and when it was learned; a fifth value, <c>"confirmed"</c> or <c>"rejected"</c>, where prices have decided about it.
/// </summary>
internal sealed class SplitBookFormat() : RecordFormat<KnownSplit>("splits", hasSpan: true), IBookFormat<SplitBook>
{
    private const string Confirmed = "confirmed";
    private const string Rejected = "rejected";

    public static SplitBookFormat Instance { get; } = new();

    public string What => Member;

    public ReadOnlyMemory<byte> Encode(SplitBook book) => Encode(book.Splits, new RecordSpan(book.From, book.CheckedAt));

    public bool TryDecode(StoredDocument document, [NotNullWhen(true)] out SplitBook? book)
    {
        book = TryDecode(document.Payload, out var splits, out var span) ? new SplitBook(span.From, span.CheckedAt, splits) : null;
        return book is not null;
    }

    protected override bool AreWhole(ImmutableArray<KnownSplit> records) =>
        records.DistinctBy(known => known.Split).Count() == records.Length;

    protected override KnownSplit Read(ref Utf8JsonReader reader)
    {
        var symbol = Symbol.Parse(reader.NextText());
        var executionDate = ParseDay(reader.NextText());
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

    protected override void Write(Utf8JsonWriter json, KnownSplit record)
    {
        json.WriteStringValue(record.Split.Symbol.Text);
        json.WriteStringValue(Iso(record.Split.ExecutionDate));
        json.WriteNumberValue(record.Split.Ratio);
        json.WriteStringValue(record.LearnedAt);
        if (record.Standing != SplitStanding.Open) json.WriteStringValue(record.Standing == SplitStanding.Confirmed ? Confirmed : Rejected);
    }
}
