using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Requests;

/// <summary>
/// All fields of a scan request over HTTP: those that <see cref="ScanRequest"/> declares, and those that select the symbols. The same table
/// reads bodies and queries, writes the requests of the client, and describes the API.
/// </summary>
internal static class ScanFields
{
    /// <summary>The field that is read first, regardless of its position.</summary>
    public const string Preset = "preset";

    private static readonly ScanRequest Defaults = new();

    private static readonly IReadOnlyList<RequestField> WindowFields =
        RequestField.Of(nameof(ScanRequest.Days), nameof(ScanRequest.Frequency), nameof(ScanRequest.AsOf));

    /// <summary>The fields of the window.</summary>
    public static ImmutableArray<ScanField> Window { get; } = [.. WindowFields.Select(Of)];

    /// <summary>The fields of a history: the window, and the form of the prices.</summary>
    public static ImmutableArray<ScanField> History { get; } = [.. Window, .. RequestField.Of(nameof(ScanRequest.Adjust)).Select(Of)];

    /// <summary>The fields of the risk settings, also for rows.</summary>
    public static ImmutableArray<ScanField> Risk { get; } =
        [.. RequestField.Of(nameof(ScanRequest.Account), nameof(ScanRequest.RiskPercent), nameof(ScanRequest.RewardRatio)).Select(Of)];

    public static ImmutableArray<ScanField> All { get; } =
    [
        new(Preset, FieldKind.Text, "A preset. Explicit fields override it.",
            (draft, given) => draft.Request = Presets.BuiltIn.Find(given.Text()).Changes.ApplyTo(draft.Request),
            (_, _) => { }) { Choices = [.. Presets.BuiltIn.All.Select(preset => preset.Name)] },
        new("symbols", FieldKind.TextList,
            "Symbols to scan (default: all symbols of the source). A query also accepts a comma-separated list.",
            (draft, given) => draft.Symbols = [.. given.List().Select(SymbolOf)],
            (_, _) => { }),
        new("universe", FieldKind.Listings, "Symbols to scan with their data: symbol, name, exchange, sector, industry, marketCap.",
            (draft, given) => draft.Listings = ListingJson.ReadAll(given),
            (json, draft) =>
            {
                if (draft.Listings is { } listings) ListingJson.WriteAll(json, "universe", listings);
            }),
        new("dropped", FieldKind.Counts, "Invalid entries of the client's symbol list, by reason. They count as filtered.",
            (draft, given) => draft.Dropped = CountsJson.Read(given),
            (json, draft) =>
            {
                if (draft.Dropped is { Count: > 0 } dropped) CountsJson.Write(json, "dropped", dropped);
            }),
        .. Window,
        .. RequestField.All.Except(WindowFields).Select(Of),
    ];

    /// <summary>Writes a request as a JSON body for <see cref="RequestedScan"/>.</summary>
    public static void Write(Utf8JsonWriter json, ScanRequest request)
    {
        var draft = ScanDraft.Of(request);
        json.WriteStartObject();
        foreach (var field in All) field.Write(json, draft);
        json.WriteEndObject();
    }

    /// <exception cref="ScanRequestException">Invalid symbol.</exception>
    public static Symbol SymbolOf(string text) =>
        Ticker.TryParse(text, out var symbol, out var why) ? symbol : throw new ScanRequestException(why);

    /// <summary>The symbol in a path, where the slash of <c>BRK/B</c> stays encoded.</summary>
    /// <exception cref="ScanRequestException">Invalid symbol.</exception>
    public static Symbol SymbolOf(RouteValueDictionary path) =>
        SymbolOf((path[RequestedHistory.Symbol] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    private static ScanField Of(RequestField field) => new(
        field.Name, field.Kind, field.Declared.Meaning,
        (draft, given) => draft.Request = field.Set(draft.Request, Value(field, given)),
        (json, draft) =>
        {
            // A server of an earlier version rejects unknown fields. Therefore a boolean with its default value is not written.
            var value = field.Get(draft.Request);
            var isDefault = value is bool && value.Equals(field.Get(Defaults));
            if (value is not (null or ICollection { Count: 0 }) && !isDefault) field.Write(json, value);
        })
    {
        Choices = field.Choices, OfScan = field, Minimum = field.Declared.LeastOrNone, Above = field.Declared.BoundOrNone,
        Maximum = field.Declared.MostOrNone,
    };

    private static object Value(RequestField field, FieldValue given) => field.Kind switch
    {
        FieldKind.Integer => given.Integer(),
        FieldKind.Number => given.Number(),
        FieldKind.Boolean => given.Boolean(),
        FieldKind.Date => given.Date(),
        FieldKind.TextList => field.Parse(given.TextList()),
        _ => field.Parse(given.Text()),
    };
}
