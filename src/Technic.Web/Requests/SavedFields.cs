using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Watches;

namespace Technic.Web.Requests;

/// <summary>The fields of lists and watches in the body of a request.</summary>
internal static class SavedFields
{
    public const string Symbols = "symbols", Add = "add", Remove = "remove", Scan = "scan", Note = "note";

    public static ScanField OfNote { get; } = ScanField.Own(Note, FieldKind.Text, "A remark.");

    /// <summary>The fields of a list.</summary>
    public static ImmutableArray<ScanField> List { get; } =
        [ScanField.Own(Symbols, FieldKind.TextList, "The symbols in the wanted order, e.g. AAPL or BRK.B."), OfNote];

    /// <summary>The fields of a change of a list.</summary>
    public static ImmutableArray<ScanField> Change { get; } =
    [
        ScanField.Own(Add, FieldKind.TextList, "Symbols to add at the end."),
        ScanField.Own(Remove, FieldKind.TextList, "Symbols to remove."),
    ];

    /// <summary>The fields of a watch.</summary>
    public static ImmutableArray<ScanField> Watch { get; } =
        [ScanField.Own(Scan, FieldKind.Text, "The scan: a preset and explicit fields."), OfNote];

    /// <summary>The fields of the scan of a watch.</summary>
    public static ImmutableArray<ScanField> OfScan { get; } =
    [
        .. ScanFields.All.Where(field => field.Name is ScanFields.Preset or Symbols
            || RequestField.All.Any(saved => saved.Name == field.Name && saved.Declared.IsSaved && field.Name != "asOf")),
    ];

    /// <summary>Reads a body with these fields only.</summary>
    /// <exception cref="ScanRequestException">The body is invalid.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context, ImmutableArray<ScanField> fields)
    {
        using var permit = context.RequestServices.GetRequiredService<Permits>().TakeBody();
        return await FieldReader.ReadBodyAsync(context.Request, fields).ConfigureAwait(false);
    }

    /// <summary>Symbols in a field; empty if it is missing.</summary>
    /// <exception cref="ScanRequestException">It is not a list of symbols.</exception>
    public static IReadOnlyList<Symbol> SymbolsIn(JsonElement json, string name) =>
        Find(json, name) is { } given ? [.. given.List().Select(ScanFields.SymbolOf)] : [];

    /// <summary>The note; <c>null</c> for none.</summary>
    /// <exception cref="ScanRequestException">It is not a text.</exception>
    public static string? NoteIn(JsonElement json) => Find(json, Note)?.Text() is { Length: > 0 } note ? note : null;

    /// <summary>The scan of a watch, with the named formulas of the server that it uses.</summary>
    /// <exception cref="ScanRequestException">It is missing or invalid.</exception>
    public static SavedScan ScanIn(JsonElement json, TechnicWebOptions options) => Find(json, Scan) is { } scan
        ? SavedScan.Read(scan.Json).WithNamed(options.Formulas)
        : throw new ScanRequestException("Missing field 'scan': the scan of the watch, e.g. {\"scan\": {\"where\": \"rsi14 < 30\"}}.");

    private static JsonFieldValue? Find(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new JsonFieldValue(name, value) : null;
}
