using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Core.Watches;

/// <summary>
/// The form of lists, watches and their progress in the store and between the silos of a cluster: JSON. A member that a writer did not know
/// keeps its default. Content that is not readable throws <see cref="JsonException"/>: it is data of a user, and is never replaced by
/// nothing.
/// </summary>
public static class WatchCodec
{
    /// <summary>Encodes a list.</summary>
    public static byte[] Encode(SymbolList list) => JsonSerializer.SerializeToUtf8Bytes(list, WatchJson.Default.SymbolList);

    /// <summary>Decodes a list.</summary>
    /// <exception cref="JsonException">It is not readable.</exception>
    public static SymbolList DecodeList(byte[] payload) => Decoded(JsonSerializer.Deserialize(payload, WatchJson.Default.SymbolList));

    /// <summary>Encodes a watch.</summary>
    public static byte[] Encode(Watch watch) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredWatch(watch.Name, watch.Scan.Json, watch.Note, watch.UpdatedAt), WatchJson.Default.StoredWatch);

    /// <summary>Decodes a watch.</summary>
    /// <exception cref="JsonException">It is not readable.</exception>
    public static Watch DecodeWatch(byte[] payload)
    {
        var stored = Decoded(JsonSerializer.Deserialize(payload, WatchJson.Default.StoredWatch));
        try
        {
            return new Watch(stored.Name, SavedScan.Read(Encoding.UTF8.GetBytes(stored.Scan)), stored.Note, stored.UpdatedAt);
        }
        catch (ScanRequestException problem)
        {
            throw new JsonException($"The scan of watch '{stored.Name}' is not readable: {problem.Message}", problem);
        }
    }

    /// <summary>Encodes the progress of a watch.</summary>
    public static byte[] Encode(WatchProgress progress) => JsonSerializer.SerializeToUtf8Bytes(progress, WatchJson.Default.WatchProgress);

    /// <summary>Decodes the progress of a watch.</summary>
    /// <exception cref="JsonException">It is not readable.</exception>
    public static WatchProgress DecodeProgress(byte[] payload) =>
        Decoded(JsonSerializer.Deserialize(payload, WatchJson.Default.WatchProgress));

    private static T Decoded<T>(T? value) where T : class => value ?? throw new JsonException("The record is empty.");
}

/// <summary>A watch in the store; the scan is JSON as text.</summary>
internal sealed record StoredWatch(string Name, string Scan, string? Note, DateTimeOffset UpdatedAt);

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SymbolList))]
[JsonSerializable(typeof(StoredWatch))]
[JsonSerializable(typeof(WatchProgress))]
internal sealed partial class WatchJson : JsonSerializerContext;
