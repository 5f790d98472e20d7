using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Technic.Core.Storage;

/// <summary>Reads documents of a store (<see cref="IDocumentStore"/>) that are JSON, and their compact arrays.</summary>
internal static class DocumentJson
{
    /// <summary>Reads a document with any content; <c>false</c> when it does not follow the contract.</summary>
    public static bool TryRead<T>(ReadOnlyMemory<byte> payload, JsonTypeInfo<T> contract, [NotNullWhen(true)] out T? document)
        where T : class
    {
        document = null;
        try
        {
            document = JsonSerializer.Deserialize(payload.Span, contract);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
        }
        return document is not null;
    }

    /// <summary>The next text of an array.</summary>
    public static string? NextText(this ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() : null;

    /// <summary>The next number of an array; <c>null</c> for <c>null</c>.</summary>
    public static double? NextNumber(this ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType != JsonTokenType.Null ? reader.GetDouble() : null;

    /// <summary>Reads the end of an array that has no further values.</summary>
    public static void End(this ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw new JsonException();
    }
}
