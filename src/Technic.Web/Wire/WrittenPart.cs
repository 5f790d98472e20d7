using System.Text.Json;
using System.Text.Json.Serialization;

namespace Technic.Web.Wire;

/// <summary>
/// A part of a document that a function writes, because it also occurs elsewhere. <see cref="OpenApi.Shapes.Parts"/> describes it.
/// </summary>
/// <param name="Write">Writes a JSON value.</param>
[JsonConverter(typeof(Converter))]
internal sealed record WrittenPart(Action<Utf8JsonWriter> Write)
{
    /// <summary>The part of a value; <c>null</c> without one.</summary>
    public static WrittenPart? Of<T>(T? value, Action<Utf8JsonWriter, T> write) where T : class =>
        value is null ? null : new WrittenPart(json => write(json, value));

    internal sealed class Converter : JsonConverter<WrittenPart>
    {
        public override WrittenPart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Documents with written parts are not read.");

        public override void Write(Utf8JsonWriter writer, WrittenPart value, JsonSerializerOptions options) => value.Write(writer);
    }
}
