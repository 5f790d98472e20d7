using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Text;
using Technic.Indicators;
using Technic.Web.Wire;

namespace Technic.Web.Requests;

/// <summary>
/// Every field of a scan's request over HTTP, in the words of the command line. The same table reads a body, reads a query, writes what the
/// client sends
/// and describes the API.
/// </summary>
internal static class ScanFields
{
    /// <summary>The field that is read before all others, wherever it stands.</summary>
    public const string Preset = "preset";

    private static readonly ImmutableArray<string> SignalWords = [.. Enum.GetValues<Signal>().OrderDescending().Select(signal => signal.ToString())];

    /// <summary>The fields that say which bars; a history has them too.</summary>
    public static ImmutableArray<ScanField> Window { get; } =
    [
        Whole("days", "How many calendar days back.", (r, value) => r with { Days = value }, r => r.Days),
        new("frequency", FieldKind.Word, "How long a bar lasts: a session, or five minutes.",
            (draft, given) => draft.Request = draft.Request with { Frequency = FrequencyOf(given) },
            (json, draft) => json.WriteString("frequency", draft.Request.Frequency.Word())) { Words = [.. Enum.GetValues<Frequency>().Select(f => f.Word())] },
        new("asOf", FieldKind.Day, "The last day to be seen (New York date): a replay of the past, kept apart from the present.",
            (draft, given) => draft.Request = draft.Request with { AsOf = given.Day() },
            (json, draft) =>
            {
                if (draft.Request.AsOf is { } day) json.WriteString("asOf", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }),
    ];

    /// <summary>The fields that say how much to risk; a row's explanation has them too.</summary>
    public static ImmutableArray<ScanField> Risk { get; } =
    [
        Number("account", "The account that trade plans are made for, in US dollars.",
            (r, value) => r with { Risk = r.Risk with { Account = value } }, r => r.Risk.Account),
        Number("riskPercent", "The part of the account that one trade may lose, in percent.",
            (r, value) => r with { Risk = r.Risk with { RiskPercent = value } }, r => r.Risk.RiskPercent),
        Number("rewardRatio", "A trade's target, in multiples of its possible loss.",
            (r, value) => r with { Risk = r.Risk with { RewardRatio = value } }, r => r.Risk.RewardRatio),
    ];

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
        Whole("maxSymbols", "The most symbols to look up.", (r, value) => r with { MaxSymbols = value }, r => r.MaxSymbols),
        Words("sectors", "Keep sectors, by their GICS or Nasdaq names.", (r, value) => r with { Sectors = value }, r => r.Sectors),
        Words("industries", "Keep industries whose name contains a text.", (r, value) => r with { Industries = value }, r => r.Industries),
        Words("exchanges", "Keep exchanges, e.g. NASDAQ.", (r, value) => r with { Exchanges = value }, r => r.Exchanges),
        Number("minPrice", "The lowest last close, in US dollars.", (r, value) => r with { MinPrice = value }, r => r.MinPrice),
        Number("minDollarVolume", "The lowest mean dollar volume of the last 20 bars, in US dollars.",
            (r, value) => r with { MinDollarVolume = value }, r => r.MinDollarVolume),
        Whole("minBars", "The fewest bars a symbol is ranked with.", (r, value) => r with { MinBars = value }, r => r.MinBars),
        new("minRating", FieldKind.Number, "The lowest rating, -100 to 100.",
            (draft, given) => draft.Request = draft.Request with { MinRating = given.Number() },
            (json, draft) =>
            {
                if (draft.Request.MinRating is { } rating) WriteNumber(json, "minRating", rating);
            }),
        new("signals", FieldKind.Words, "Keep signals.",
            (draft, given) => draft.Request = draft.Request with { Signals = [.. given.Words().Select(SignalOf)] },
            (json, draft) => WriteWords(json, "signals", [.. draft.Request.Signals.Select(signal => signal.ToString())])) { Words = SignalWords },
        Flag("allowShorts", "Whether short signals are kept.", (r, value) => r with { AllowShorts = value }, r => r.AllowShorts),
        new("where", FieldKind.Word, "The condition a row must meet, e.g. rsi14 < 30 and close > sma200.",
            (draft, given) => draft.Request = draft.Request with { Where = given.Word() },
            (json, draft) =>
            {
                if (draft.Request.Where is { } condition) json.WriteString("where", condition);
            }),
        new("sort", FieldKind.Word, "The column to rank by.",
            (draft, given) => draft.Request = draft.Request with { Sort = given.Word() },
            (json, draft) => json.WriteString("sort", draft.Request.Sort)),
        Flag("ascending", "Whether the lowest value ranks first.", (r, value) => r with { Ascending = value }, r => r.Ascending),
        Whole("top", "How many rows to give back; 0 for all.", (r, value) => r with { Top = value }, r => r.Top),
        new("maxPerSector", FieldKind.Whole, "The most rows of one sector among those given back.",
            (draft, given) => draft.Request = draft.Request with { MaxPerSector = given.Whole() },
            (json, draft) =>
            {
                if (draft.Request.MaxPerSector is { } cap) json.WriteNumber("maxPerSector", cap);
            }),
        .. Risk,
        Flag("streamRows", "Whether a stream tells of rows while the scan runs; the result has the best ones in any case.",
            (r, value) => r with { StreamRows = value }, r => r.StreamRows),
        new("planOnly", FieldKind.Flag, "Whether a stream ends with its plan, before the provider is asked for any prices.",
            (draft, given) => draft.Request = draft.Request with { PlanOnly = given.Flag() },
            (json, draft) =>
            {
                if (draft.Request.PlanOnly) json.WriteBoolean("planOnly", true);
            }),
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

    private static Frequency FrequencyOf(Given given) =>
        Frequencies.TryParse(given.Word(), out var frequency)
            ? frequency
            : throw new ScanRequestException($"'{Printable.Of(given.Word())}' is no frequency: there are {Frequency.Daily.Word()} and {Frequency.Intraday.Word()}.");

    // Not Enum.TryParse: it would take numbers and lists.
    private static Signal SignalOf(string word) =>
        SignalWords.FirstOrDefault(name => name.Equals(word.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<Signal>(known)
            : throw new ScanRequestException(
                $"'{Printable.Of(word)}' is no signal{Suggestion.DidYouMean(word, SignalWords)}: "
                + $"there are {string.Join(", ", SignalWords[..^1])} and {SignalWords[^1]}.");

    private static ScanField Whole(string name, string meaning, Func<ScanRequest, int, ScanRequest> set, Func<ScanRequest, int> get) => new(
        name, FieldKind.Whole, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Whole()),
        (json, draft) => json.WriteNumber(name, get(draft.Request)));

    private static ScanField Number(string name, string meaning, Func<ScanRequest, double, ScanRequest> set, Func<ScanRequest, double> get) => new(
        name, FieldKind.Number, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Number()),
        (json, draft) => WriteNumber(json, name, get(draft.Request)));

    private static ScanField Flag(string name, string meaning, Func<ScanRequest, bool, ScanRequest> set, Func<ScanRequest, bool> get) => new(
        name, FieldKind.Flag, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Flag()),
        (json, draft) => json.WriteBoolean(name, get(draft.Request)));

    private static ScanField Words(
        string name, string meaning, Func<ScanRequest, IReadOnlyList<string>, ScanRequest> set, Func<ScanRequest, IReadOnlyList<string>> get) => new(
        name, FieldKind.Words, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Words()),
        (json, draft) => WriteWords(json, name, get(draft.Request)));

    // JSON has no word for what is no number; the reader's complaint names the one that was meant.
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteWords(Utf8JsonWriter json, string name, IReadOnlyList<string> words)
    {
        if (words.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
