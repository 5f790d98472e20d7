using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Requests;

/// <summary>
/// Every field of a scan's request over HTTP: those that <see cref="ScanRequest"/> declares, and those that say which symbols. The same table reads a
/// body, reads a query, writes what the client sends and describes the API.
/// </summary>
internal static class ScanFields
{
    /// <summary>The field that is read before all others, wherever it stands.</summary>
    public const string Preset = "preset";

    private static readonly ScanRequest Defaults = new();

    private static readonly IReadOnlyList<RequestField> WindowFields =
        RequestField.Of(nameof(ScanRequest.Days), nameof(ScanRequest.Frequency), nameof(ScanRequest.AsOf));

    /// <summary>The fields that say which bars; a history has them too.</summary>
    public static ImmutableArray<ScanField> Window { get; } = [.. WindowFields.Select(Of)];

    /// <summary>The fields that say how much to risk; a row's explanation has them too.</summary>
    public static ImmutableArray<ScanField> Risk { get; } =
        [.. RequestField.Of(nameof(ScanRequest.Account), nameof(ScanRequest.RiskPercent), nameof(ScanRequest.RewardRatio)).Select(Of)];

    public static ImmutableArray<ScanField> All { get; } =
    [
        new(Preset, FieldKind.Word, "A preset to begin with; fields beside it hold before it.",
            (draft, given) => draft.Request = Presets.BuiltIn.Find(given.Word()).Changes.ApplyTo(draft.Request),
            (_, _) => { }) { Words = [.. Presets.BuiltIn.All.Select(preset => preset.Name)] },
        new("symbols", FieldKind.Words, "The symbols to scan; without them, all that the source lists. In a query they may stand together, with commas.",
            (draft, given) => draft.Symbols = [.. given.List().Select(SymbolOf)],
            (_, _) => { }),
        new("universe", FieldKind.Listings, "The symbols to scan with what is known of them: symbol, name, exchange, sector, industry, marketCap.",
            (draft, given) => draft.Listings = ListingJson.ReadAll(given),
            (json, draft) =>
            {
                if (draft.Listings is { } listings) ListingJson.WriteAll(json, "universe", listings);
            }),
        new("dropped", FieldKind.Counts, "Entries of the caller's list that are no symbols, by reason; they count as filtered.",
            (draft, given) => draft.Dropped = CountsJson.Read(given),
            (json, draft) =>
            {
                if (draft.Dropped is { Count: > 0 } dropped) CountsJson.Write(json, "dropped", dropped);
            }),
        .. Window,
        .. RequestField.All.Except(WindowFields).Select(Of),
    ];

    /// <summary>Writes a request as a body that <see cref="RequestedScan"/> reads to an equal one.</summary>
    public static void Write(Utf8JsonWriter json, ScanRequest request)
    {
        var draft = ScanDraft.Of(request);
        json.WriteStartObject();
        foreach (var field in All) field.Write(json, draft);
        json.WriteEndObject();
    }

    /// <exception cref="ScanRequestException">The text is no symbol.</exception>
    public static Symbol SymbolOf(string text) => Symbol.TryParse(text, out var symbol, out var why) ? symbol : throw new ScanRequestException(why);

    private static ScanField Of(RequestField field) => new(
        field.Name, field.Kind, field.Declared.Meaning,
        (draft, given) => draft.Request = field.Set(draft.Request, Value(field, given)),
        (json, draft) =>
        {
            // A server of an earlier version refuses a flag that it does not have; one that has its default need not be written.
            var value = field.Get(draft.Request);
            var isDefault = value is bool && value.Equals(field.Get(Defaults));
            if (value is not (null or ICollection { Count: 0 }) && !isDefault) field.Write(json, value);
        }) { Words = field.Words };

    private static object Value(RequestField field, Given given) => field.Kind switch
    {
        FieldKind.Whole => given.Whole(),
        FieldKind.Number => given.Number(),
        FieldKind.Flag => given.Flag(),
        FieldKind.Day => given.Day(),
        FieldKind.Words => field.Parse(given.Words()),
        _ => field.Parse(given.Word()),
    };
}
