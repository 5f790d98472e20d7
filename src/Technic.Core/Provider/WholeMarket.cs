using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>Everything by which an engine loads the market by whole days: the archive, what asks for its days, and what is put together from it.</summary>
/// <param name="Archive">The days and splits that are there.</param>
/// <param name="Assembler">Histories out of them.</param>
/// <param name="Planner">Days or single symbols.</param>
/// <param name="Load">The load itself.</param>
/// <param name="LaterSplits">What keeps the splits of later days out of replays that are loaded symbol by symbol.</param>
/// <param name="Loader">What asks for a day or for splits.</param>
public sealed record WholeMarket(
    MarketArchive Archive, HistoryAssembler Assembler, LoadPlanner Planner, MarketLoad Load, LaterSplits LaterSplits, IMarketLoader Loader)
{
    /// <summary>Puts the parts together.</summary>
    /// <param name="archive">The days and splits that are there.</param>
    /// <param name="loader">Asks for a day: the source itself, or by way of the cluster's one asker.</param>
    /// <param name="source">L3.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="loggers">Where they tell what they do.</param>
    public static WholeMarket Of(MarketArchive archive, IMarketLoader loader, IPriceSource source, MarketClock clock, ILoggerFactory loggers) => new(
        archive,
        new HistoryAssembler(archive, clock, source.Name),
        new LoadPlanner(archive, clock, source),
        new MarketLoad(loader, source, clock.Time, loggers.CreateLogger<MarketLoad>()),
        new LaterSplits(archive, loader, clock),
        loader);
}
