using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Rating;

namespace Technic.Grains.Serialization;

/// <summary>A row as its binary layout in base64.</summary>
internal sealed class RowConverter : JsonConverter<ScanRow>
{
    public override ScanRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new WireReader(reader.GetBytesFromBase64()).Row();

    public override void Write(Utf8JsonWriter writer, ScanRow value, JsonSerializerOptions options)
    {
        var wire = new WireWriter();
        wire.Row(value);
        writer.WriteBase64StringValue(wire.Written);
    }
}
