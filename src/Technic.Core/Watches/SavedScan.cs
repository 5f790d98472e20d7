using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Technic.Core.Formulas.Library;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Universes;

namespace Technic.Core.Watches;

/// <summary>
/// The scan of a watch as its user wrote it: a preset and the explicit fields. Presets and defaults are applied when it runs, so that they
/// improve with the product.
/// </summary>
/// <param name="Preset">The name of a built-in preset; <c>null</c> for none.</param>
/// <param name="Changes">The explicit fields; they override the preset.</param>
public sealed record SavedScan(string? Preset, RequestChanges Changes)
{
    private const string PresetField = "preset";

    // A condition such as "close > sma50" stays readable: the text is for people too.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly RequestField Formulas = RequestField.Of(nameof(ScanRequest.Formulas))[0];

    /// <summary>The fields that decide which symbols match.</summary>
    private static readonly IReadOnlyList<RequestField> Conditions = RequestField.Of(
        nameof(ScanRequest.Where), nameof(ScanRequest.Types), nameof(ScanRequest.Sectors), nameof(ScanRequest.Industries),
        nameof(ScanRequest.Exchanges), nameof(ScanRequest.MinPrice), nameof(ScanRequest.MinDollarVolume), nameof(ScanRequest.MinBars),
        nameof(ScanRequest.MinRating), nameof(ScanRequest.Signals), nameof(ScanRequest.Top));

    /// <summary>The scan as JSON: an object with the field <c>preset</c> and those of <see cref="RequestJson"/>.</summary>
    public string Json => Encoding.UTF8.GetString(Utf8());

    /// <summary>Reads a scan.</summary>
    /// <exception cref="ScanRequestException">The JSON is not a scan; the message is one sentence.</exception>
    public static SavedScan Read(ReadOnlyMemory<byte> utf8) => RequestJson.Parse(utf8, Read);

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static SavedScan Read(JsonElement json)
    {
        var changes = RequestJson.Read(json, "the scan of a watch", besides: PresetField);
        if (!json.TryGetProperty(PresetField, out var preset) || preset.ValueKind == JsonValueKind.Null)
            return new SavedScan(null, changes);
        return preset.ValueKind == JsonValueKind.String
            ? new SavedScan(preset.GetString(), changes)
            : throw new ScanRequestException($"'{PresetField}' must be the name of a preset in quotes.");
    }

    /// <summary>Writes the scan as an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Preset is not null) json.WriteString(PresetField, Preset);
        RequestJson.WriteFields(json, Changes);
        json.WriteEndObject();
    }

    /// <summary>The scan as a request: all matching rows are returned unless the scan limits them.</summary>
    /// <exception cref="ScanRequestException">The preset is unknown.</exception>
    public ScanRequest ToRequest()
    {
        var request = new ScanRequest { Top = 0, StreamRows = false };
        if (Preset is not null) request = Presets.BuiltIn.Find(Preset).Changes.ApplyTo(request);
        request = Changes.ApplyTo(request);
        return Changes.Symbols is { } symbols
            ? request with { Universe = new Universe([.. symbols.Select(symbol => new Listing(symbol))]) }
            : request;
    }

    /// <summary>The scan with those of some named formulas that its formulas use.</summary>
    public SavedScan WithNamed(FormulaDefinitions definitions)
    {
        var request = ToRequest();
        var complete = request.WithNamed(definitions);
        return complete.Formulas == request.Formulas ? this : this with { Changes = Changes.With(Formulas, complete.Formulas) };
    }

    /// <summary>Validates everything that does not need data.</summary>
    /// <param name="methods">The functions of formulas and the score of the engine.</param>
    /// <param name="today">Today's date in New York.</param>
    /// <exception cref="ScanRequestException">The scan is invalid, or cannot be watched; the message is one sentence.</exception>
    public void Validate(ScanMethods methods, DateOnly today)
    {
        var request = ToRequest() with { Methods = methods };
        request.Validate(today);
        if (Changes.UniverseFile is not null)
            throw new ScanRequestException("A watch cannot read a file: name its symbols, or save them as a list and name the list.");
        if (request.AsOf is not null)
            throw new ScanRequestException("A watch is about the newest session: asOf is not possible.");
        if (Preset is null && !Conditions.Any(field => Changes.ValueOf(field) is not null))
            throw new ScanRequestException(
                "A watch needs a condition: a preset, where, or a filter such as minRating, signals, sectors or top.");
    }

    private byte[] Utf8()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable)) Write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
