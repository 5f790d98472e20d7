using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Text;
using Technic.Core.Universes;

namespace Technic.Core.Scans.Requests;

/// <summary>One field of a request in JSON: how it is read, and how it is written where it was said.</summary>
internal sealed class RequestField
{
    private const string DayFormat = "yyyy-MM-dd";

    private readonly Func<RequestChanges, JsonElement, RequestChanges> _read;
    private readonly Action<Utf8JsonWriter, RequestChanges> _write;

    private RequestField(string name, Func<RequestChanges, JsonElement, RequestChanges> read, Action<Utf8JsonWriter, RequestChanges> write)
    {
        Name = name;
        _read = read;
        _write = write;
    }

    /// <summary>Every field, in the order of writing.</summary>
    public static IReadOnlyList<RequestField> All { get; } =
    [
        Texts("symbols", changes => changes.Symbols?.Select(Ticker), (changes, value) => changes with { Symbols = SymbolsOf(value) }),
        Text("universeFile", changes => changes.UniverseFile, (changes, value) => changes with { UniverseFile = value }),
        Whole("maxSymbols", changes => changes.MaxSymbols, (changes, value) => changes with { MaxSymbols = value }),
        Whole("days", changes => changes.Days, (changes, value) => changes with { Days = value }),
        Text("frequency", changes => changes.Frequency?.Word(), (changes, word) => changes with { Frequency = FrequencyOf(word) }),
        Text("asOf", changes => WordOf(changes.AsOf), (changes, word) => changes with { AsOf = DayOf(word) }),
        Texts("sectors", changes => changes.Sectors, (changes, value) => changes with { Sectors = value }),
        Texts("industries", changes => changes.Industries, (changes, value) => changes with { Industries = value }),
        Texts("exchanges", changes => changes.Exchanges, (changes, value) => changes with { Exchanges = value }),
        Number("minPrice", changes => changes.MinPrice, (changes, value) => changes with { MinPrice = value }),
        Number("minDollarVolume", changes => changes.MinDollarVolume, (changes, value) => changes with { MinDollarVolume = value }),
        Whole("minBars", changes => changes.MinBars, (changes, value) => changes with { MinBars = value }),
        Number("minRating", changes => changes.MinRating, (changes, value) => changes with { MinRating = value }),
        Texts("signals", changes => changes.Signals?.Select(Signals.Name), (changes, value) => changes with { Signals = SignalsOf(value) }),
        Flag("allowShorts", changes => changes.AllowShorts, (changes, value) => changes with { AllowShorts = value }),
        Text("where", changes => changes.Where, (changes, value) => changes with { Where = value }),
        Text("sort", changes => changes.Sort, (changes, value) => changes with { Sort = value }),
        Flag("ascending", changes => changes.Ascending, (changes, value) => changes with { Ascending = value }),
        Whole("top", changes => changes.Top, (changes, value) => changes with { Top = value }),
        Whole("maxPerSector", changes => changes.MaxPerSector, (changes, value) => changes with { MaxPerSector = value }),
        Number("account", changes => changes.Account, (changes, value) => changes with { Account = value }),
        Number("riskPercent", changes => changes.RiskPercent, (changes, value) => changes with { RiskPercent = value }),
        Number("rewardRatio", changes => changes.RewardRatio, (changes, value) => changes with { RewardRatio = value }),
    ];

    public string Name { get; }

    /// <summary>The changes with what the field says.</summary>
    /// <param name="changes">What was said so far.</param>
    /// <param name="value">The field's value; not <c>null</c>.</param>
    /// <exception cref="ScanRequestException">It says something else than it can.</exception>
    public RequestChanges Read(RequestChanges changes, JsonElement value)
    {
        try
        {
            return _read(changes, value);
        }
        catch (FormatException problem)
        {
            throw new ScanRequestException($"'{Name}': {problem.Message}");
        }
    }

    public void Write(Utf8JsonWriter json, RequestChanges changes) => _write(json, changes);

    private static RequestField Whole(string name, Func<RequestChanges, int?> get, Func<RequestChanges, int, RequestChanges> set) => new(
        name,
        (changes, json) => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var value)
            ? set(changes, value)
            : throw Unlike(json, "a whole number"),
        (json, changes) =>
        {
            if (get(changes) is { } value) json.WriteNumber(name, value);
        });

    private static RequestField Number(string name, Func<RequestChanges, double?> get, Func<RequestChanges, double, RequestChanges> set) => new(
        name,
        (changes, json) => json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) && double.IsFinite(value)
            ? set(changes, value)
            : throw Unlike(json, "a number"),
        (json, changes) =>
        {
            if (get(changes) is { } value) json.WriteNumber(name, value);
        });

    private static RequestField Flag(string name, Func<RequestChanges, bool?> get, Func<RequestChanges, bool, RequestChanges> set) => new(
        name,
        (changes, json) => json.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? set(changes, json.GetBoolean())
            : throw Unlike(json, "true or false"),
        (json, changes) =>
        {
            if (get(changes) is { } value) json.WriteBoolean(name, value);
        });

    private static RequestField Text(string name, Func<RequestChanges, string?> get, Func<RequestChanges, string, RequestChanges> set) => new(
        name,
        (changes, json) => set(changes, TextOf(json)),
        (json, changes) =>
        {
            if (get(changes) is { } value) json.WriteString(name, value);
        });

    private static RequestField Texts(
        string name, Func<RequestChanges, IEnumerable<string>?> get, Func<RequestChanges, IReadOnlyList<string>, RequestChanges> set) => new(
        name,
        (changes, json) => json.ValueKind == JsonValueKind.Array
            ? set(changes, [.. json.EnumerateArray().Select(TextOf)])
            : throw Unlike(json, "a list of texts in brackets"),
        (json, changes) =>
        {
            if (get(changes) is not { } values) return;
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        });

    private static string TextOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Unlike(json, "a text in quotes");

    private static Frequency FrequencyOf(string word) =>
        Frequencies.TryParse(word, out var frequency)
            ? frequency
            : throw new FormatException($"'{Printable.Of(word)}' is no frequency: there are daily and intraday.");

    private static string? WordOf(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateOnly DayOf(string word) =>
        DateOnly.TryParseExact(word, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"'{Printable.Of(word)}' is no day, e.g. 2021-04-21.");

    private static string Ticker(Symbol symbol) => symbol.Text;

    private static Symbol[] SymbolsOf(IEnumerable<string> tickers) => [.. tickers.Select(Symbol.Parse)];

    private static Signal[] SignalsOf(IEnumerable<string> names) => [.. names.Select(Signals.Parse)];

    private static FormatException Unlike(JsonElement json, string expected) => new($"{Printable.Of(json.GetRawText())} is not {expected}.");
}
