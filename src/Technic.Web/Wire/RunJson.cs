using System.Text.Json;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Web.Wire;

/// <summary>
/// The result of a scan and the cache statistics after it: an element of <c>runs</c> in <see cref="ScanJson"/>, with the rows of
/// <see cref="RowJson"/>.
/// </summary>
internal static class RunJson
{
    /// <summary>Writes a run.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="run">The run.</param>
    /// <param name="advice">Advice about the request (<see cref="WindowAdvice"/>), as the property <c>advice</c>.</param>
    public static void Write(Utf8JsonWriter json, MeasuredScan run, string? advice = null) =>
        ScanJson.WriteRun(json, run, RowJson.Write, more => more.WriteString("advice", advice));

    public static MeasuredScan Read(JsonElement json) => new(ReadResult(json), ReadStatistics(json.GetProperty("statistics")));

    /// <summary>Reads a result from the properties of a run.</summary>
    public static ScanResult ReadResult(JsonElement json) => new(
        ReadSummary(json.GetProperty("summary")),
        json.GetProperty("regime") is { ValueKind: JsonValueKind.Object } regime ? ReadRegime(regime) : null,
        [.. json.GetProperty("rows").EnumerateArray().Select(RowJson.ReadRanked)],
        CountsJson.Read(json.GetProperty("filtered")),
        [.. json.GetProperty("failures").EnumerateArray()
            .Select(failure => new SymbolFailure(Symbol.Parse(failure.Text("symbol")), failure.Text("reason")))])
    {
        Jumps = json.TryGetProperty("jumps", out var jumps)
            ? [.. jumps.EnumerateArray().Select(jump => new SymbolJump(Symbol.Parse(jump.Text("symbol")), RowJson.ReadJump(jump)))]
            : [],
    };

    public static CacheStatistics ReadStatistics(JsonElement json) => new(
        json.Long("memoryHits"), json.Long("storeHits"), json.Long("misses"), json.Long("cacheSize"), json.Long("memoryBytes"), json.Long(
            "providerFetches"),
        json.Long("providerRequests"), json.Long("staleServed"), json.Long("coalesced"), json.Long("failures"), json.Long(
            "storeDamaged"), json.Long("storeUnavailable"))
    {
        // A server of an earlier version does not count them.
        Evictions = json.TryGetProperty("evictions", out var evictions) ? evictions.GetInt64() : 0,
    };

    public static TierCounts ReadTiers(JsonElement json)
    {
        var tiers = json.GetProperty("tiers");
        return new TierCounts(tiers.Int("memory"), tiers.Int("store"), tiers.Int("provider"));
    }

    private static ScanSummary ReadSummary(JsonElement json) => new(
        json.Int("requested"), json.Int("ranked"), json.Int("filtered"), json.Int("failed"), json.Int("stale"), json.Milliseconds(
            "elapsedMs"),
        json.Int("providerRequests"), ReadTiers(json), json.Day("asOf"), json.Text("source"))
    {
        Data = json.Word<DayState>("data"),
        WithGaps = json.Int("withGaps"),
        Days = json.Int("days"),
        IsProvisional = json.Bool("provisional"),
        MarketSymbols = json.DoubleOrNone("marketSymbols") is { } symbols ? (int)symbols : null,
        Cut = json.TryGetProperty("cut", out var cut) && cut.ValueKind == JsonValueKind.Object ? ReadCut(cut) : null,
    };

    private static SymbolCut ReadCut(JsonElement json) => new(
        json.Int("symbols"), json.GetProperty("byDollarVolumeOf").ValueKind == JsonValueKind.Null ? null : json.Day("byDollarVolumeOf"));

    private static Regime ReadRegime(JsonElement json) => new(
        json.Word<MarketTrend>("trend"),
        json.GetProperty("highVolatility") is { ValueKind: not JsonValueKind.Null } high ? high.GetBoolean() : null,
        json.Word<RegimeSource>("source"), json.DoubleOrNone("breadth"));
}
