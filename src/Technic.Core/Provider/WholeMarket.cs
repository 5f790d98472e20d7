using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>Everything by which an engine loads the market by whole days.</summary>
/// <param name="Archive">The days and splits that are there.</param>
/// <param name="Assembler">Puts histories together from them.</param>
/// <param name="Load">Loads days and splits.</param>
/// <param name="LaterSplits">Keeps the splits of later days out of replays that are loaded symbol by symbol.</param>
/// <param name="Loader">Requests a day or splits.</param>
/// <param name="TickerLoader">Requests the tickers of a security.</param>
public sealed record WholeMarket(
    MarketArchive Archive, HistoryAssembler Assembler, MarketLoad Load, LaterSplits LaterSplits, IMarketLoader Loader,
    TickerLoader TickerLoader)
{
    /// <summary>Whether the source lists dividends.</summary>
    public bool HasDividends { get; private init; }

    /// <summary>Puts the parts together.</summary>
    /// <param name="archive">The days and splits that are there.</param>
    /// <param name="loader">Requests a day: from the source itself, or by way of the cluster's one owner of the day.</param>
    /// <param name="source">L3.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="loggers">The log.</param>
    public static WholeMarket Of(MarketArchive archive, IMarketLoader loader, IPriceSource source, MarketClock clock, ILoggerFactory loggers) => new(
        archive,
        new HistoryAssembler(archive, clock, source.Name),
        new MarketLoad(loader, source, clock.Time, loggers.CreateLogger<MarketLoad>()),
        new LaterSplits(archive, loader),
        loader,
        new TickerLoader(archive, source as ITickerEventSource, clock, loggers.CreateLogger<TickerLoader>()))
    {
        HasDividends = source is IDividendSource,
    };
}
