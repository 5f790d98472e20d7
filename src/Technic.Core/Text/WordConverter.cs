using System.Text.Json;
using System.Text.Json.Serialization;

namespace Technic.Core.Text;

/// <summary>An enumeration in JSON as words such as <c>embedded</c> or <c>fewSymbols</c>.</summary>
public sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
