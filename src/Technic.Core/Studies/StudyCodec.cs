using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Technic.Core.Studies;

/// <summary>
/// The form of studies in the store and between the silos of a cluster: JSON of <see cref="StudyRequest"/> and <see cref="StudyResult"/>,
/// the signals as a block of bytes (<see cref="StudyEventBlock"/>). Every number round-trips exactly. A result is read by the version that
/// wrote it; any other form is not readable.
/// </summary>
public static class StudyCodec
{
    /// <summary>The most signals that are stored with a study: about 100 bytes each for five horizons.</summary>
    public const int MostEvents = 100_000;

    private static readonly JsonSerializerOptions Format = new()
    {
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepFigures } },
    };

    /// <summary>Encodes a request.</summary>
    public static string EncodeRequest(StudyRequest request) => JsonSerializer.Serialize(request, Format);

    /// <summary>Decodes a request; a member that it does not have keeps its default.</summary>
    /// <exception cref="JsonException">The text is not a request.</exception>
    public static StudyRequest DecodeRequest(string json) =>
        JsonSerializer.Deserialize<StudyRequest>(json, Format) ?? throw new JsonException("The text contains no request.");

    /// <summary>Encodes a study with its request and, if they are not more than <see cref="MostEvents"/>, its signals.</summary>
    public static byte[] Encode(StudyResult study)
    {
        var hasEvents = study.HasEvents && study.Signals <= MostEvents;
        var events = hasEvents ? StudyEventBlock.Encode(study.Events, study.Request.Horizons.Count) : null;
        return JsonSerializer.SerializeToUtf8Bytes(new StoredResult(study.Request, study with { HasEvents = hasEvents }, events), Format);
    }

    /// <summary>Decodes a study; <c>null</c> if it is not readable.</summary>
    public static StudyResult? Decode(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredResult>(payload, Format) is { Request: { } request, Study: { } study } stored
                ? study with { Request = request, Events = stored.Events is { } events ? StudyEventBlock.Decode(events) : [] }
                : null;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Encodes the studies of a run, without their signals.</summary>
    internal static byte[] EncodeRun(string run, IReadOnlyList<StudyResult> studies) =>
        JsonSerializer.SerializeToUtf8Bytes(new StoredRun(run, studies), Format);

    /// <summary>Decodes the first studies of some requests; <c>null</c> if they are those of another run, or not readable.</summary>
    /// <param name="payload">The stored form.</param>
    /// <param name="run">The name of the run.</param>
    /// <param name="requests">The requests of the run.</param>
    internal static IReadOnlyList<StudyResult>? DecodeRun(
        ReadOnlySpan<byte> payload, string run, IReadOnlyList<StudyRequest> requests)
    {
        try
        {
            if (JsonSerializer.Deserialize<StoredRun>(payload, Format) is not { } stored || stored.Run != run) return null;
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

    private sealed record StoredRun(string Run, IReadOnlyList<StudyResult> Studies);

    private sealed record StoredResult(StudyRequest? Request, StudyResult? Study, byte[]? Events);
}
