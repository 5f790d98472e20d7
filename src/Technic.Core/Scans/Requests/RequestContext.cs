using System.Text.Json.Serialization;
using Technic.Core.Market;

namespace Technic.Core.Scans.Requests;

/// <summary>The JSON contract of a request's values.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters =
    [
        typeof(DayConverter), typeof(FrequencyConverter), typeof(SignalConverter), typeof(PlanStyleConverter), typeof(AdjustmentConverter),
    ])]
[JsonSerializable(typeof(ScanRequest))]
[JsonSerializable(typeof(IReadOnlyList<Symbol>))]
internal sealed partial class RequestContext : JsonSerializerContext;
