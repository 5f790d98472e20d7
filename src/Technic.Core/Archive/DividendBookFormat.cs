using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>A dividend book as a document with a span and records <c>["AAPL","2026-08-10",0.26]</c>: symbol, ex-date, amount.</summary>
internal sealed class DividendBookFormat() : RecordFormat<Dividend>("dividends", hasSpan: true), IBookFormat<DividendBook>
{
    public static DividendBookFormat Instance { get; } = new();

    public string What => Member;

    public ReadOnlyMemory<byte> Encode(DividendBook book) => Encode(book.Dividends, new RecordSpan(book.From, book.CheckedAt));

    public bool TryDecode(StoredDocument document, [NotNullWhen(true)] out DividendBook? book)
    {
        book = TryDecode(document.Payload, out var dividends, out var span) ? new DividendBook(span.From, span.CheckedAt, dividends) : null;
        return book is not null;
    }

    protected override Dividend Read(ref Utf8JsonReader reader)
    {
        var symbol = Symbol.Parse(reader.NextText());
        var exDate = ParseDay(reader.NextText());
        if (reader.NextNumber() is not { } amount || !Dividend.IsPossible(amount)) throw new JsonException();
        reader.End();
        return new Dividend(symbol, exDate, amount);
    }

    protected override void Write(Utf8JsonWriter json, Dividend record)
    {
        json.WriteStringValue(record.Symbol.Text);
        json.WriteStringValue(Iso(record.ExDate));
        json.WriteNumberValue(record.Amount);
    }
}
