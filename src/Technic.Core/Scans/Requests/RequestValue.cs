using System.Text.Json;
using Technic.Core.Text;

namespace Technic.Core.Scans.Requests;

/// <summary>Reads values of a request with their contract (<see cref="RequestContext"/>).</summary>
internal static class RequestValue
{
    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">It is not a value of the type; the message is one sentence.</exception>
    /// <exception cref="InvalidOperationException">A text in it is not valid Unicode.</exception>
    public static object Read(JsonElement json, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var (expected, isExpected) = Check(json, type);
        if (!isExpected) throw new FormatException($"{Printable.Of(json.GetRawText())} is not {expected}.");
        return json.Deserialize(RequestContext.Default.GetTypeInfo(type)!)!;
    }

    private static (string Expected, bool IsExpected) Check(JsonElement json, Type type)
    {
        var kind = json.ValueKind;
        if (type == typeof(int)) return ("a whole number", kind == JsonValueKind.Number && json.TryGetInt32(out _));
        if (type == typeof(double))
            return ("a number", kind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number));
        if (type == typeof(bool)) return ("true or false", kind is JsonValueKind.True or JsonValueKind.False);
        if (!type.IsGenericType) return ("a text in quotes", kind == JsonValueKind.String && json.GetString() is not null);
        if (kind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray()) Read(item, type.GetGenericArguments()[0]);
        }
        return ("a list of texts in brackets", kind == JsonValueKind.Array);
    }
}
