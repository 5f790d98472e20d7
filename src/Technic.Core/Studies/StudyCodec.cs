using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>
/// The stored form of the figures of a study: JSON of <see cref="StudyResult"/> without its request and its signals. Every number
/// round-trips exactly. It is read by the version that wrote it; any other form is not readable.
/// </summary>
internal static class StudyCodec
{
    private static readonly JsonSerializerOptions Format = new()
    {
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new SymbolConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepFigures } },
    };

    /// <summary>Encodes studies.</summary>
    public static byte[] Encode(string run, IReadOnlyList<StudyResult> studies) =>
        JsonSerializer.SerializeToUtf8Bytes(new Stored(run, studies), Format);

    /// <summary>Decodes the first studies of some requests; <c>null</c> if they are those of another run, or not readable.</summary>
    /// <param name="payload">The stored form.</param>
    /// <param name="run">The name of the run.</param>
    /// <param name="requests">The requests of the run.</param>
    public static IReadOnlyList<StudyResult>? Decode(ReadOnlySpan<byte> payload, string run, IReadOnlyList<StudyRequest> requests)
    {
        try
        {
            if (JsonSerializer.Deserialize<Stored>(payload, Format) is not { } stored || stored.Run != run) return null;
            if (stored.Studies.Count > requests.Count) return null;
            return [.. stored.Studies.Select((study, i) => study with { Request = requests[i], Events = [] })];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Leaves out what is computed from other properties, the request, and the signals, which are computed when they are read.
    /// </summary>
    private static void KeepFigures(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            var isLeftOut = type.Type == typeof(StudyResult)
                && property.Name is nameof(StudyResult.Request) or nameof(StudyResult.Events);
            if (isLeftOut || (property.Set is null && type.Type.Namespace == typeof(StudyResult).Namespace && !IsParameter(type, property)))
                type.Properties.RemoveAt(i);
        }
    }

    private static bool IsParameter(JsonTypeInfo type, JsonPropertyInfo property) =>
        type.Type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == property.Name));

    private sealed record Stored(string Run, IReadOnlyList<StudyResult> Studies);

    private sealed class SymbolConverter : JsonConverter<Symbol>
    {
        public override Symbol Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Symbol.TryParse(reader.GetString(), out var symbol) ? symbol : throw new JsonException("A symbol is not valid.");

        public override void Write(Utf8JsonWriter writer, Symbol value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
