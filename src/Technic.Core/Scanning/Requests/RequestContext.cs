using System.Text.Json.Serialization;
using Technic.Core.MarketData;

namespace Technic.Core.Scanning.Requests;

/// <summary>The contract of a request's values in JSON.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(WholeConverter), typeof(NumberConverter), typeof(FlagConverter), typeof(TextConverter), typeof(DayConverter), typeof(SymbolConverter),
        typeof(FrequencyConverter), typeof(SignalConverter),
    ])]
[JsonSerializable(typeof(ScanRequest))]
[JsonSerializable(typeof(IReadOnlyList<Symbol>))]
internal sealed partial class RequestContext : JsonSerializerContext;
