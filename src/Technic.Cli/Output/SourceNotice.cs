using Technic.Core.MarketData;
using Technic.Core.MarketData.Sources;
using Technic.Polygon;

namespace Technic.Cli.Output;

/// <summary>What a person must know of a source before looking at its prices.</summary>
internal static class SourceNotice
{
    public static string? Of(IPriceSource source) => source is SyntheticMarket
        ? $"SYNTHETIC PRICES. {source.Description} Set {PolygonOptions.KeyVariable} to scan the real market with Polygon."
        : null;
}
