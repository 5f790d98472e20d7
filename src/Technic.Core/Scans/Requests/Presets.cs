using System.Text;
using System.Text.Json;
using Technic.Core.Formulas.Library;
using Technic.Core.Text;

namespace Technic.Core.Scans.Requests;

/// <summary>The available presets: the built-in ones, and those of a file.</summary>
public sealed class Presets
{
    private const string MeaningField = "meaning";

    private static ReadOnlyMemory<byte> BuiltInJson { get; } = Encoding.UTF8.GetBytes(
        $$"""
        {
          "breakout": {
            "meaning": "Closes at its 55-bar high on unusual volume, above its 50-bar average.",
            "where": "{{Setup("breakout")}}", "sort": "volumeRatio", "plan": "breakout"
          },
          "pullback": {
            "meaning": "A rising stock that has fallen below its 20-bar average without breaking its trend.",
            "where": "{{Setup("pullback")}}", "sort": "roc63", "plan": "pullback"
          },
          "oversold": {
            "meaning": "Oversold: RSI below 30 and the close at or below the lower Bollinger band.",
            "where": "{{Setup("oversold")}}", "sort": "rsi14", "ascending": true, "plan": "rebound"
          },
          "momentum": {
            "meaning": "The strongest fifth of the market by 63-bar return, still rising and not stretched.",
            "where": "relativeStrength >= 80 and {{Setup("steady_rise")}}", "sort": "relativeStrength"
          },
          "trend": {
            "meaning": "A strong trend upwards: all averages in order, and an ADX of 25 or more.",
            "where": "{{Setup("uptrend")}}", "sort": "adx14"
          },
          "squeeze": {
            "meaning": "Calm before a move: Bollinger bands within 6 % of each other, and calmer than usual.",
            "where": "{{Setup("calm")}}", "sort": "bandWidth", "ascending": true, "plan": "breakout"
          },
          "breakdown": {
            "meaning": "Closes at its 55-bar low on unusual volume, below its 50-bar average.",
            "where": "{{Setup("breakdown")}}", "sort": "volumeRatio", "plan": "breakdown"
          },
          "overbought": {
            "meaning": "Overbought: RSI above 70 and the close at or above the upper Bollinger band.",
            "where": "{{Setup("overbought")}}", "sort": "rsi14", "plan": "fade"
          },
          "short": {
            "meaning": "Short signals, the weakest first.",
            "where": "signal <= 'Short'", "sort": "rating", "ascending": true
          }
        }
        """);

    private Presets(IReadOnlyList<Preset> all) => All = all;

    /// <summary>The built-in presets.</summary>
    public static Presets BuiltIn { get; } = new(RequestJson.Parse(BuiltInJson, json => Read(json, FormulaDefinitions.None)));

    /// <summary>All presets, those of a file after the built-in ones.</summary>
    public IReadOnlyList<Preset> All { get; }

    /// <summary>
    /// The built-in presets and those of a JSON file, <c>{"my dip": {"meaning": "…", "where": "…", "sort": "rsi14"}, …}</c>: the fields of
    /// a request (<see cref="RequestJson"/>) by the preset's name. A preset of the file replaces a built-in one with its name.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="definitions">Named formulas that the presets may use.</param>
    /// <exception cref="ScanRequestException">
    /// The file is not readable or is invalid; the message is one sentence with its name.
    /// </exception>
    public static Presets Load(string path, FormulaDefinitions? definitions = null)
    {
        var own = RequestJson.FromFile(
            path, utf8 => RequestJson.Parse(utf8, json => Read(json, definitions ?? FormulaDefinitions.None)));
        return new Presets([.. BuiltIn.All.Where(preset => own.All(other => other.Name != preset.Name)), .. own]);
    }

    /// <summary>A preset by name.</summary>
    /// <exception cref="ScanRequestException">The preset is unknown; the message lists the presets.</exception>
    public Preset Find(string name)
    {
        if (All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        var names = All.Select(preset => preset.Name).ToArray();
        throw new ScanRequestException(
            $"Unknown preset '{Printable.Of(name)}'{Suggestion.DidYouMean(name, names)}: expected one of "
            + $"{string.Join(", ", names.Select(Printable.Of))}.");
    }

    /// <summary>The condition of a named formula, so that the form shows a text that can be changed.</summary>
    private static string Setup(string name) =>
        FormulaLibrary.BuiltIn.TryFind(name, out var formula)
            ? formula.Text
            : throw new InvalidOperationException($"Unknown formula '{name}'.");

    private static List<Preset> Read(JsonElement json, FormulaDefinitions definitions) =>
        json.ValueKind == JsonValueKind.Object
            ? [.. json.EnumerateObject().Select(property => Read(property, definitions))]
            : throw new ScanRequestException("presets must be an object, {\"name\": {\"where\": \"…\"}, …}.");

    private static Preset Read(JsonProperty property, FormulaDefinitions definitions)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(property.Name)) throw new ScanRequestException("a preset needs a name.");
            var changes = RequestJson.Read(property.Value, "a preset", besides: MeaningField);
            // A mistake is reported when the file is read, not when a scan uses the preset.
            changes.ApplyTo(new ScanRequest()).WithNamed(definitions).Validate(DateOnly.MaxValue);
            return new Preset(property.Name, Meaning(property.Value), changes);
        }
        catch (ScanRequestException problem)
        {
            throw new ScanRequestException($"preset '{Printable.Of(property.Name)}': {problem.Message}");
        }
    }

    private static string Meaning(JsonElement preset)
    {
        if (!preset.TryGetProperty(MeaningField, out var meaning)) return "";
        return meaning.ValueKind == JsonValueKind.String
            ? meaning.GetString()!
            : throw new ScanRequestException($"'{MeaningField}' must be a sentence in quotes, not {Printable.Of(meaning.GetRawText())}.");
    }
}
