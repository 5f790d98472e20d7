using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// A ticker book as a document with records <c>["META","2026-11-27T21:00:00Z","FB","2012-05-18","META","2022-06-09"]</c>: the symbol that
/// was asked about, when, and each ticker with its first day.
/// </summary>
internal sealed class TickerBookFormat() : RecordFormat<TickerEvents>("tickers"), IBookFormat<TickerBook>
{
    public static TickerBookFormat Instance { get; } = new();

    public string What => "ticker events";

    public ReadOnlyMemory<byte> Encode(TickerBook book) => Encode(book.Events);

    public bool TryDecode(StoredDocument document, [NotNullWhen(true)] out TickerBook? book)
    {
        book = TryDecode(document.Payload, out var events, out _) ? new TickerBook(events, document.FetchedAt) : null;
        return book is not null;
    }

    protected override bool AreWhole(ImmutableArray<TickerEvents> records) =>
        records.DistinctBy(events => events.Symbol).Count() == records.Length;

    protected override TickerEvents Read(ref Utf8JsonReader reader)
    {
        var symbol = Symbol.Parse(reader.NextText());
        if (!reader.Read()) throw new JsonException();
        var askedAt = reader.GetDateTimeOffset();
        var periods = new List<TickerPeriod>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            periods.Add(new TickerPeriod(Symbol.Parse(reader.GetString()), ParseDay(reader.NextText())));
        return TickerEvents.Of(symbol, askedAt, periods);
    }

    protected override void Write(Utf8JsonWriter json, TickerEvents record)
    {
        json.WriteStringValue(record.Symbol.Text);
        json.WriteStringValue(record.AskedAt);
        foreach (var (ticker, from) in record.Periods)
        {
            json.WriteStringValue(ticker.Text);
            json.WriteStringValue(Iso(from));
        }
    }
}
