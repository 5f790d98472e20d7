using System.Collections;
using System.Collections.Immutable;
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
<<<<<<< ours
/// Every field of a scan's request over HTTP: those that <see cref="ScanRequest"/> declares, and those that say which symbols. The same table reads a
/// body, reads a query, writes what the client sends and describes the API.
=======
/// All fields of a scan request over HTTP. They match the command-line options. The same table reads bodies and queries, writes the
/// requests
/// of the client, and describes the API.
>>>>>>> theirs
/// </summary>
internal static class ScanFields
{
    /// <summary>The field that is read first, regardless of its position.</summary>
    public const string Preset = "preset";

<<<<<<< ours
    private static readonly ScanRequest Defaults = new();

    private static readonly IReadOnlyList<RequestField> WindowFields =
        RequestField.Of(nameof(ScanRequest.Days), nameof(ScanRequest.Frequency), nameof(ScanRequest.AsOf));

    /// <summary>The fields that say which bars; a history has them too.</summary>
    public static ImmutableArray<ScanField> Window { get; } = [.. WindowFields.Select(Of)];
=======
    private static readonly ImmutableArray<string> SignalNames = [
        .. Enum.GetValues<Signal>().OrderDescending().Select(signal => signal.ToString())];

    /// <summary>The fields of the window, also for histories.</summary>
    public static ImmutableArray<ScanField> Window { get; } =
    [
        Whole("days", "Window in calendar days.", (r, value) => r with { Days = value }, r => r.Days),
        new("frequency", FieldKind.Text, "Bar size: one session (daily) or five minutes (intraday).",
            (draft, given) => draft.Request = draft.Request with { Frequency = FrequencyOf(given) },
            (json, draft) => json.WriteString("frequency", draft.Request.Frequency.Word()))
            {
                Choices = [.. Enum.GetValues<Frequency>().Select(f => f.Word())],
            },
        new("asOf", FieldKind.Date, "Last day of the data (New York date), to replay the past (default: today).",
            (draft, given) => draft.Request = draft.Request with { AsOf = given.Date() },
            (json, draft) =>
            {
                if (draft.Request.AsOf is { } day) json.WriteString("asOf", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }),
    ];
>>>>>>> theirs

    /// <summary>The fields of the risk settings, also for rows.</summary>
    public static ImmutableArray<ScanField> Risk { get; } =
<<<<<<< ours
        [.. RequestField.Of(nameof(ScanRequest.Account), nameof(ScanRequest.RiskPercent), nameof(ScanRequest.RewardRatio)).Select(Of)];
=======
    [
        Number("account", "Account size for trade plans, in US dollars.",
            (r, value) => r with { Risk = r.Risk with { Account = value } }, r => r.Risk.Account),
        Number("riskPercent", "Risk per trade, in percent of the account.",
            (r, value) => r with { Risk = r.Risk with { RiskPercent = value } }, r => r.Risk.RiskPercent),
        Number("rewardRatio", "Reward-to-risk ratio of a trade's target.",
            (r, value) => r with { Risk = r.Risk with { RewardRatio = value } }, r => r.Risk.RewardRatio),
    ];
>>>>>>> theirs

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
<<<<<<< ours
        .. RequestField.All.Except(WindowFields).Select(Of),
=======
        Whole("maxSymbols", "Maximum number of symbols.", (r, value) => r with { MaxSymbols = value }, r => r.MaxSymbols),
        Words("sectors", "Filter by sector (GICS or Nasdaq names).", (r, value) => r with { Sectors = value }, r => r.Sectors),
        Words("industries", "Filter by text in the industry name.", (r, value) => r with { Industries = value }, r => r.Industries),
        Words("exchanges", "Filter by exchange, e.g. NASDAQ.", (r, value) => r with { Exchanges = value }, r => r.Exchanges),
        Number("minPrice", "Minimum last close, in US dollars.", (r, value) => r with { MinPrice = value }, r => r.MinPrice),
        Number("minDollarVolume", "Minimum average dollar volume of the last 20 bars, in US dollars.",
            (r, value) => r with { MinDollarVolume = value }, r => r.MinDollarVolume),
        Whole("minBars", "Minimum number of bars.", (r, value) => r with { MinBars = value }, r => r.MinBars),
        new("minRating", FieldKind.Number, "Minimum rating, -100 to 100.",
            (draft, given) => draft.Request = draft.Request with { MinRating = given.Number() },
            (json, draft) =>
            {
                if (draft.Request.MinRating is { } rating) WriteNumber(json, "minRating", rating);
            }),
        new("signals", FieldKind.TextList, "Filter by signal.",
            (draft, given) => draft.Request = draft.Request with { Signals = [.. given.TextList().Select(SignalOf)] },
            (json, draft) => WriteWords(json, "signals", [.. draft.Request.Signals.Select(signal => signal.ToString())]))
            {
                Choices = SignalNames,
            },
        Flag("allowShorts", "Whether to include short signals.", (r, value) => r with { AllowShorts = value }, r => r.AllowShorts),
        new("where", FieldKind.Text, "Filter by a condition on columns, e.g. rsi14 < 30 and close > sma200.",
            (draft, given) => draft.Request = draft.Request with { Where = given.Text() },
            (json, draft) =>
            {
                if (draft.Request.Where is { } condition) json.WriteString("where", condition);
            }),
        new("sort", FieldKind.Text, "Sort column.",
            (draft, given) => draft.Request = draft.Request with { Sort = given.Text() },
            (json, draft) => json.WriteString("sort", draft.Request.Sort)),
        Flag("ascending", "Whether to sort in ascending order.", (r, value) => r with { Ascending = value }, r => r.Ascending),
        Whole("top", "Number of rows to return; 0 for all.", (r, value) => r with { Top = value }, r => r.Top),
        new("maxPerSector", FieldKind.Integer, "Maximum number of rows per sector.",
            (draft, given) => draft.Request = draft.Request with { MaxPerSector = given.Integer() },
            (json, draft) =>
            {
                if (draft.Request.MaxPerSector is { } cap) json.WriteNumber("maxPerSector", cap);
            }),
        .. Risk,
        Flag("streamRows", "Whether a stream sends rows while the scan runs. The result always contains the best rows.",
            (r, value) => r with { StreamRows = value }, r => r.StreamRows),
        new("planOnly", FieldKind.Boolean, "Whether a stream ends after the plan, without price requests.",
            (draft, given) => draft.Request = draft.Request with { PlanOnly = given.Boolean() },
            (json, draft) =>
            {
                if (draft.Request.PlanOnly) json.WriteBoolean("planOnly", true);
            }),
>>>>>>> theirs
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
        Symbol.TryParse(text, out var symbol, out var why) ? symbol : throw new ScanRequestException(why);

<<<<<<< ours
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
=======
    private static Frequency FrequencyOf(FieldValue given) =>
        Frequencies.TryParse(given.Text(), out var frequency)
            ? frequency
            : throw new ScanRequestException(
                $"Unknown frequency '{Printable.Of(given.Text())}': expected {Frequency.Daily.Word()} or {Frequency.Intraday.Word()}.");

    // Enum.TryParse would accept numbers and lists.
    private static Signal SignalOf(string word) =>
        SignalNames.FirstOrDefault(
            name => name.Equals(word.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<Signal>(known)
            : throw new ScanRequestException(
                $"Unknown signal '{Printable.Of(word)}'{Suggestion.DidYouMean(word, SignalNames)}: "
                + $"expected {string.Join(", ", SignalNames[..^1])} or {SignalNames[^1]}.");

    private static ScanField Whole(string name, string meaning, Func<ScanRequest, int, ScanRequest> set, Func<ScanRequest, int> get) => new(
        name, FieldKind.Integer, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Integer()),
        (json, draft) => json.WriteNumber(name, get(draft.Request)));

    private static ScanField Number(
        string name, string meaning, Func<ScanRequest, double, ScanRequest> set, Func<ScanRequest, double> get) => new(
        name, FieldKind.Number, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Number()),
        (json, draft) => WriteNumber(json, name, get(draft.Request)));

    private static ScanField Flag(
        string name, string meaning, Func<ScanRequest, bool, ScanRequest> set, Func<ScanRequest, bool> get) => new(
        name, FieldKind.Boolean, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.Boolean()),
        (json, draft) => json.WriteBoolean(name, get(draft.Request)));

    private static ScanField Words(
        string name, string meaning, Func<ScanRequest, IReadOnlyList<string>, ScanRequest> set,
        Func<ScanRequest, IReadOnlyList<string>> get) => new(
        name, FieldKind.TextList, meaning,
        (draft, given) => draft.Request = set(draft.Request, given.TextList()),
        (json, draft) => WriteWords(json, name, get(draft.Request)));

    // JSON does not support NaN and infinity. As text, they cause a clear error on the server.
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
>>>>>>> theirs
    {
        FieldKind.Whole => given.Whole(),
        FieldKind.Number => given.Number(),
        FieldKind.Flag => given.Flag(),
        FieldKind.Day => given.Day(),
        FieldKind.Words => field.Parse(given.Words()),
        _ => field.Parse(given.Word()),
    };
}
