using System.Text.Json;
using System.Text.Json.Serialization;

namespace Technic.Core.Text;

/// <summary>Serialises a value as a text. An invalid text throws a <see cref="FormatException"/> whose message is one sentence.</summary>
public abstract class TextConverter<T>(Func<string, T> parse, Func<T, string> print) : JsonConverter<T>
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        parse(reader.GetString()!);

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(print(value));
}
