using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Core.Scans.Requests;

/// <summary>
/// Requests as JSON: an object with any of <c>symbols</c> (tickers), <c>universeFile</c>, and the saved fields of
/// <see cref="RequestField"/>. A field that is missing or <c>null</c> changes nothing; an unknown field is an error. Comments and trailing
/// commas are allowed.
/// </summary>
public static class RequestJson
{
    /// <summary>The maximum file size, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private const string Symbols = "symbols";
    private const string UniverseFile = "universeFile";

    private static readonly ImmutableArray<string> Names =
        [Symbols, UniverseFile, .. RequestField.All.Where(field => field.Declared.IsSaved).Select(field => field.Name)];

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a request.</summary>
    /// <exception cref="ScanRequestException">The JSON is not a valid request; the message is one sentence.</exception>
    public static RequestChanges Read(ReadOnlyMemory<byte> utf8) => Parse(utf8, json => Read(json, "a request"));

    /// <summary>Reads a file.</summary>
    /// <exception cref="ScanRequestException">
    /// The file is not readable, or contains no valid request; the message is one sentence with its name.
    /// </exception>
    public static RequestChanges Load(string path) => FromFile(path, Read);

    /// <summary>Writes changes.</summary>
    public static void Write(Utf8JsonWriter json, RequestChanges changes)
    {
        json.WriteStartObject();
        WriteFields(json, changes);
        json.WriteEndObject();
    }

    /// <summary>Writes changes into a started object.</summary>
    internal static void WriteFields(Utf8JsonWriter json, RequestChanges changes)
    {
        if (changes.Symbols is { } symbols)
        {
            json.WritePropertyName(Symbols);
            JsonSerializer.Serialize(json, symbols, RequestContext.Default.IReadOnlyListSymbol);
        }
        if (changes.UniverseFile is { } file) json.WriteString(UniverseFile, file);
        foreach (var field in RequestField.All)
        {
            if (changes.ValueOf(field) is { } value) field.Write(json, value);
        }
    }

    internal static T Parse<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(utf8), Options);
            return read(document.RootElement);
        }
        catch (JsonException problem)
        {
            var place = problem is { LineNumber: { } line, BytePositionInLine: { } column } ? $" (line {line + 1}, byte {column + 1})" : "";
            throw new ScanRequestException($"this is not JSON{place}.");
        }
        catch (InvalidOperationException)
        {
            // Thrown by the parser for a text with invalid bytes or escapes.
            throw new ScanRequestException("it contains text that is not valid Unicode.");
        }
    }

    /// <param name="json">The expected object of fields.</param>
    /// <param name="what">Its name in the error message.</param>
    /// <param name="besides">An additional field that is allowed and is read elsewhere.</param>
    internal static RequestChanges Read(JsonElement json, string what, string? besides = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new ScanRequestException(
                $"{what} must be an object of fields, {{\"days\": 400, …}}, not {Printable.Of(json.GetRawText())}.");
        var changes = new RequestChanges();
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name == besides) continue;
            if (!Names.Contains(property.Name)) throw new ScanRequestException(Unknown(property.Name));
            if (property.Value.ValueKind != JsonValueKind.Null) changes = Read(changes, property);
        }
        return changes;
    }

    private static RequestChanges Read(RequestChanges changes, JsonProperty property)
    {
        try
        {
            if (property.Name == Symbols)
                return changes with { Symbols = [.. Value<IReadOnlyList<string>>(property).Select(Ticker.Parse)] };
            if (property.Name == UniverseFile) return changes with { UniverseFile = Value<string>(property) };
            var field = RequestField.All.First(field => field.Name == property.Name);
            return changes.With(field, field.Read(property.Value));
        }
        catch (FormatException problem)
        {
            throw new ScanRequestException($"'{property.Name}': {problem.Message}");
        }
    }

    private static T Value<T>(JsonProperty property) => (T)RequestValue.Read(property.Value, typeof(T));

    internal static T FromFile<T>(string path, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes) throw new ScanRequestException($"the file is longer than {MaxBytes:N0} bytes.");
            return read(bytes.AsMemory(0, length));
        }
        catch (ScanRequestException problem)
        {
            throw new ScanRequestException($"{path}: {problem.Message}");
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ScanRequestException($"File not found: '{path}'.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ScanRequestException($"'{path}' cannot be read: {problem.Message}");
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    private static string Unknown(string name) =>
        $"Unknown field '{Printable.Of(name)}'{Suggestion.DidYouMean(name, Names)}: expected one of {string.Join(", ", Names)}.";
}
