using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>The parts with which an engine loads the market by whole days.</summary>
/// <param name="Archive">The available days and splits.</param>
/// <param name="Assembler">Assembles histories from them.</param>
/// <param name="Load">Loads days and splits.</param>
/// <param name="LaterSplits">Reverts the splits of later days in replays that are loaded symbol by symbol.</param>
/// <param name="Loader">Requests a day or splits.</param>
public sealed record WholeMarket(
    MarketArchive Archive, HistoryAssembler Assembler, MarketLoad Load, LaterSplits LaterSplits, IMarketLoader Loader)
{
    /// <summary>Whether the source lists dividends.</summary>
    public bool HasDividends { get; private init; }

    /// <summary>Creates the parts.</summary>
    /// <param name="archive">The available days and splits.</param>
    /// <param name="loader">Requests a day: from the source itself, or through the cluster's one owner of the day.</param>
    /// <param name="source">L3.</param>
    /// <param name="clock">The published sessions of the market.</param>
    /// <param name="loggers">The log.</param>
    public static WholeMarket Of(
        MarketArchive archive, IMarketLoader loader, IPriceSource source, MarketClock clock, ILoggerFactory loggers) =>
        new(
        archive,
        new HistoryAssembler(archive, clock, source.Name),
        new MarketLoad(loader, source, clock.Time, loggers.CreateLogger<MarketLoad>()),
        new LaterSplits(archive, loader),
        loader)
    {
        HasDividends = source is IDividendSource,
    };
}
