using System.Collections;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Technic.Core.Text;

namespace Technic.Core.Scanning.Requests;

/// <summary>Reads values of a request by their contract (<see cref="RequestContext"/>).</summary>
internal static class RequestValue
{
    /// <summary>Reads the value of a field.</summary>
    /// <exception cref="ScanRequestException">It is something else than the type can be; the message is one sentence that names the field.</exception>
    public static object Read(string name, JsonElement json, Type type)
    {
        try
        {
            return Read(json, type);
        }
        catch (FormatException problem)
        {
            throw new ScanRequestException($"'{name}': {problem.Message}");
        }
    }

    /// <summary>Reads a value that is not <c>null</c>.</summary>
    /// <exception cref="FormatException">It is something else than the type can be; the message is one sentence.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no Unicode.</exception>
    public static object Read(JsonElement json, Type type)
    {
        if (json.ValueKind != JsonValueKind.Array && type.IsAssignableTo(typeof(IEnumerable)) && type != typeof(string))
            throw Unlike(json, "a list of texts in brackets");
        try
        {
            return json.Deserialize(RequestContext.Default.GetTypeInfo(type)!)!;
        }
        catch (JsonException problem) when (problem.InnerException is InvalidOperationException notUnicode)
        {
            ExceptionDispatchInfo.Throw(notUnicode);
            throw;
        }
    }

    public static FormatException Unlike(JsonElement json, string expected) => new($"{Printable.Of(json.GetRawText())} is not {expected}.");
}
