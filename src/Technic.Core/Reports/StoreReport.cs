using System.Text.Json;
using Technic.Core.Storage;

namespace Technic.Core.Reports;

/// <summary>The content of a store, and the data removed from it, as JSON.</summary>
public static class StoreReport
{
    /// <summary>
    /// Writes
    /// <c>{"location","bytes","keys","days","oldest","newest","sources":[{"source","keys","bars","days","bytes","oldest","newest"}]}</c>;
    /// oldest and newest are the times of fetches, <c>null</c> in an empty store.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, StoreInfo info)
    {
        json.WriteStartObject();
        json.WriteString("location", info.Location);
        json.WriteNumber("bytes", info.Bytes);
        json.WriteNumber("keys", info.Sources.Sum(source => source.Keys));
        json.WriteNumber("days", info.Sources.Sum(source => source.Days));
        if (info.Sources.Count > 0)
        {
            json.WriteString("oldest", info.Sources.Min(source => source.OldestFetchedAt).UtcDateTime);
            json.WriteString("newest", info.Sources.Max(source => source.NewestFetchedAt).UtcDateTime);
        }
        else
        {
            json.WriteNull("oldest");
            json.WriteNull("newest");
        }
        json.WriteStartArray("sources");
        foreach (var source in info.Sources)
        {
            json.WriteStartObject();
            json.WriteString("source", source.Source);
            json.WriteNumber("keys", source.Keys);
            json.WriteNumber("bars", source.Bars);
            json.WriteNumber("days", source.Days);
            json.WriteNumber("bytes", source.Bytes);
            json.WriteString("oldest", source.OldestFetchedAt.UtcDateTime);
            json.WriteString("newest", source.NewestFetchedAt.UtcDateTime);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes <c>{"location","dryRun","removed":{"replays","superseded","old","overLimit","days"},"bytesBefore","bytesAfter"}</c>; in a dry
    /// run nothing was removed, and the size afterwards is an estimate.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, string location, StorePruning pruned, bool isDryRun)
    {
        json.WriteStartObject();
        json.WriteString("location", location);
        json.WriteBoolean("dryRun", isDryRun);
        json.WriteStartObject("removed");
        json.WriteNumber("replays", pruned.Replays);
        json.WriteNumber("superseded", pruned.Superseded);
        json.WriteNumber("old", pruned.Old);
        json.WriteNumber("overLimit", pruned.OverLimit);
        json.WriteNumber("days", pruned.Days);
        json.WriteEndObject();
        json.WriteNumber("bytesBefore", pruned.BytesBefore);
        json.WriteNumber("bytesAfter", pruned.BytesAfter);
        json.WriteEndObject();
    }
}
