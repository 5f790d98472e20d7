using System.Collections.Immutable;

namespace Technic.Web.Polygon;

/// <summary>
/// The endpoints of Polygon's REST API: one table for the routes, for what is passed on and how long its answer is kept, and for
/// docs/polygon-api.md.
/// </summary>
internal static class PolygonEndpoints
{
    private const string IndicatorSupport = "[Indicators](#indicators): `window` or the windows of MACD, `timespan`, "
        + "`series_type`, `adjusted`, "
        + "`timestamp` and its comparisons, `order`, `limit`, `expand_underlying`. `timespan=minute` is passed on.";

    /// <summary>The endpoints, by subject.</summary>
    public static ImmutableArray<PolygonEndpoint> All { get; } =
    [
        Bars("/v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}", "bars", "getStocksAggregates").Served(
            "Any multiplier of `day`, `week`, `month`, `quarter`, `year` from daily bars, and of `hour` and 5 minutes from "
            + "five-minute bars (last 730 days); dates or milliseconds, `adjusted`, `sort`, `limit`, `next_url`. Windows begin at "
            + "`from`, moved back to the start of its timespan. Seconds and single minutes are passed on.",
            PolygonBars.GetRangeAsync),
        Bars("/v2/aggs/ticker/{ticker}/prev", "previous closes", "getPreviousStocksAggregates").Served(
            "The last published session.", PolygonBars.GetPreviousAsync),
        Bars("/v2/aggs/grouped/locale/us/market/stocks/{date}", "days of the whole market", "getGroupedStocksAggregates").Served(
            "Published sessions, if the source provides whole days; `adjusted`. `include_otc=true` is passed on.",
            PolygonBars.GetSessionAsync),
        Bars("/v1/open-close/{ticker}/{date}", "daily bars", "getStocksOpenClose").Served(
            "Published sessions; without `preMarket` and `afterHours`.", PolygonBars.GetOpenCloseAsync),
        Indicator("sma", "simple moving averages", "getStocksSMA", PolygonIndicators.GetSmaAsync),
        Indicator("ema", "exponential moving averages", "getStocksEMA", PolygonIndicators.GetEmaAsync),
        Indicator("rsi", "relative strength indices", "getStocksRSI", PolygonIndicators.GetRsiAsync),
        Indicator("macd", "moving average convergence/divergence", "getStocksMACD", PolygonIndicators.GetMacdAsync),
        Now("/v2/snapshot/locale/us/markets/stocks/tickers/{ticker}", "snapshots", "getStocksSnapshotTicker").Served(
            "`day` is the last published session, `prevDay` the one before; `status` is `DELAYED` from the opening of a session until "
            + "it is published. Without `min`, `lastQuote`, `lastTrade`.",
            PolygonSnapshots.GetTickerAsync),
        Now("/v2/snapshot/locale/us/markets/stocks/tickers", "snapshots of the whole market", "getStocksSnapshotTickers").Served(
            "As of one ticker; `tickers`. All tickers if the source provides whole days. `include_otc=true` is passed on.",
            PolygonSnapshots.GetTickersAsync),
        Now("/v2/snapshot/locale/us/markets/stocks/{direction}", "gainers and losers", "getStocksSnapshotDirection").Served(
            "The twenty largest changes in percent of the last published session, with a volume of at least 10,000 shares.",
            PolygonSnapshots.GetMoversAsync),
        Now("/v3/snapshot", "universal snapshots", "getSnapshots").Served(
            "Stocks of `ticker` or `ticker.any_of`; with `type=stocks` all and ranges of tickers, if the source provides whole days: "
            + "`session` of the last published session, `market_status`, `name`. Other types are passed on.",
            PolygonSnapshots.GetUniversalAsync),
        Lists("/v3/reference/tickers", "lists of tickers", "listTickers").Served(
            "The active symbols of the source, without `market` too; `ticker`, its comparisons and `.any_of`, `search`, `exchange`, "
            + "`type`, `sort` by a member that rows have, `order`, `limit`. `type` is omitted where the source has none. Other markets, "
            + "`active=false`, `cik`, `cusip` and `date` are passed on.",
            PolygonTickers.GetListAsync),
        Lists("/v3/reference/tickers/types", "types of tickers", "listTickerTypes").Served(
            "The types of stocks. Other asset classes are passed on.", PolygonTickers.GetTypesAsync),
        Lists("/v3/reference/tickers/{ticker}", "details of tickers", "getTicker").Served(
            "Name, exchange, type, and where they are known capitalisation and industry. `date` is passed on.",
            PolygonTickers.GetDetailsAsync),
        Lists("/vX/reference/tickers/{ticker}/events", "ticker events", "getEvents"),
        Lists("/v3/reference/splits", "splits", "listStockSplits").Served(
            "`ticker`, `execution_date`, their comparisons and `.any_of`, `reverse_split`, `sort`, `order`, `limit`.",
            PolygonActions.GetOldSplitsAsync),
        Lists("/stocks/v1/splits", "splits", "getStocksV1Splits").Served(
            "`ticker`, `execution_date`, their comparisons and `.any_of`, `adjustment_type`, `sort` by several columns, `limit`; rows "
            + "have `historical_adjustment_factor`. Stock dividends are forward splits; `adjustment_type=stock_dividend` is passed on.",
            PolygonActions.GetSplitsAsync),
        Lists("/v3/reference/dividends", "dividends", "listDividends").Served(
            "`ticker`, `ex_dividend_date`, `cash_amount`, their comparisons and `.any_of`, `sort`, `order`, `limit`; rows have ticker, "
            + "ex-date, amount and currency. Other filters and columns are passed on.",
            PolygonActions.GetOldDividendsAsync),
        Lists("/stocks/v1/dividends", "dividends", "getStocksV1Dividends").Served(
            "As the old form, with `sort` by several columns, by ticker by default. Without a first day those that are held, at least "
            + "400 days.",
            PolygonActions.GetDividendsAsync),
        Now("/v1/marketstatus/now", "the market status", "getMarketStatus").Served(
            "From the exchange calendar: NYSE, Nasdaq and OTC. Without `currencies`.", PolygonMarket.GetStatusAsync),
        Lists("/v1/marketstatus/upcoming", "holidays", "getMarketHolidays").Served(
            "Holidays and half days of the next year, by the rules of the exchanges: special closings are unknown.",
            PolygonMarket.GetHolidaysAsync),
        Lists("/v3/reference/exchanges", "exchanges", "listExchanges").Served(
            "The trading venues of US stocks. Other asset classes are passed on.", PolygonMarket.GetOldExchangesAsync),
        Lists("/stocks/v1/exchanges", "exchanges", "getStocksV1Exchanges").Served(
            "The trading venues of US stocks.", PolygonMarket.GetExchangesAsync),
        Lists("/v3/reference/conditions", "trade conditions", "listConditions"),
        Lists("/v1/related-companies/{ticker}", "related companies", "getRelatedCompanies"),
        Recent("/v2/reference/news", "news", "listNews"),
        Lists("/vX/reference/financials", "financial statements", "listFinancials"),
        Lists("/stocks/financials/v1/balance-sheets", "balance sheets", "getStocksFinancialsV1BalanceSheets"),
        Lists("/stocks/financials/v1/cash-flow-statements", "cash flow statements", "getStocksFinancialsV1CashFlowStatements"),
        Lists("/stocks/financials/v1/income-statements", "income statements", "getStocksFinancialsV1IncomeStatements"),
        Lists("/stocks/financials/v1/ratios", "financial ratios", "getStocksFinancialsV1Ratios"),
        Recent("/stocks/filings/{**form}", "filings", "getStocksFilings…"),
        Lists("/stocks/taxonomies/{**form}", "taxonomies of filings", "getStocksTaxonomies…"),
        Recent("/vX/reference/ipos", "initial public offerings", "listIPOs"),
        Recent("/v1/reference/ipos", "initial public offerings", "getV1ReferenceIpos"),
        Lists("/stocks/v1/short-interest", "short interest", "getStocksV1ShortInterest"),
        Lists("/stocks/v1/short-volume", "short volume", "getStocksV1ShortVolume"),
        Lists("/stocks/vX/float", "free floats", "getStocksVXFloat"),
        Recent("/tmx/v1/corporate-events", "corporate events", "getTmxV1CorporateEvents"),
        Now("/v2/last/trade/{ticker}", "last trades", "getLastStocksTrade, getLastOptionsTrade"),
        Now("/v2/last/nbbo/{ticker}", "last quotes", "getLastStocksQuote"),
        Recent("/v3/trades/{ticker}", "trades", "getStocksTrades, getOptionsTrades, getCryptoTrades"),
        Recent("/v3/quotes/{ticker}", "quotes", "getStocksQuotes, getOptionsQuotes, getForexQuotes"),
        Recent("/v2/ticks/stocks/trades/{ticker}/{date}", "trades of a day", "deprecatedGetHistoricStocksTrades"),
        Recent("/v2/ticks/stocks/nbbo/{ticker}/{date}", "quotes of a day", "deprecatedGetHistoricStocksQuotes"),
        Now("/v1/summaries", "summaries", "getSnapshotSummary"),
        Lists("/v3/reference/options/contracts", "option contracts", "listOptionsContracts"),
        Lists("/v3/reference/options/contracts/{ticker}", "option contracts", "getOptionsContract"),
        Lists("/options/v1/exchanges", "exchanges of options", "getOptionsV1Exchanges"),
        Now("/v3/snapshot/options/{ticker}", "option chains", "getOptionsChain"),
        Now("/v3/snapshot/options/{ticker}/{contract}", "snapshots of options", "getOptionContract"),
        Now("/v3/snapshot/indices", "snapshots of indices", "getIndicesSnapshot"),
        Recent("/v1/open-close/crypto/{from}/{to}/{date}", "daily bars of crypto assets", "getCryptoOpenClose"),
        Recent("/v2/aggs/grouped/locale/global/market/{market}/{date}", "days of other markets",
            "getGroupedForexAggregates, getGroupedCryptoAggregates"),
        Now("/v2/snapshot/locale/global/markets/{market}/{**rest}", "snapshots of other markets",
            "getForexSnapshot…, getCryptoSnapshot…, deprecatedGetCryptoSnapshotTickerBook"),
        Now("/v1/conversion/{from}/{to}", "currency conversions", "getCurrencyConversion"),
        Now("/v1/last/crypto/{from}/{to}", "last trades of crypto assets", "getLastCryptoTrade"),
        Now("/v1/last_quote/currencies/{from}/{to}", "last quotes of currencies", "getLastCurrencyQuote"),
        Recent("/v1/historic/crypto/{from}/{to}/{date}", "trades of crypto assets", "deprecatedGetHistoricCryptoTrades"),
        Recent("/v1/historic/forex/{from}/{to}/{date}", "quotes of currencies", "deprecatedGetHistoricForexQuotes"),
        Lists("/crypto/v1/exchanges", "exchanges of crypto assets", "getCryptoV1Exchanges"),
        Lists("/forex/v1/exchanges", "exchanges of currencies", "getForexV1Exchanges"),
        Recent("/futures/{**rest}", "futures", "getFutures…"),
        Lists("/fed/v1/{**series}", "series of the Federal Reserve", "getFedV1…"),
        Recent("/benzinga/{**rest}", "data of Benzinga", "getBenzinga…"),
        Lists("/etf-global/v1/{**rest}", "data of ETF Global", "getEtfGlobalV1…"),
        Lists("/consumer-spending/{**rest}", "consumer spending", "getConsumerSpending…"),
    ];

    /// <summary>The first segments of all paths.</summary>
    public static IReadOnlyList<string> Roots { get; } = [.. All.Select(endpoint => endpoint.Path.Split('/')[1]).Distinct()];

    private static PolygonEndpoint Bars(string path, string data, string methods) => Recent(path, data, methods);

    private static PolygonEndpoint Indicator(string name, string data, string method, PolygonHandler serve) =>
        Recent($"/v1/indicators/{name}/{{ticker}}", data, method).Served(IndicatorSupport, serve);

    private static PolygonEndpoint Now(string path, string data, string methods) => new(path, data, methods, PassThrough.Live);

    private static PolygonEndpoint Recent(string path, string data, string methods) => new(path, data, methods, PassThrough.Recent);

    private static PolygonEndpoint Lists(string path, string data, string methods) => new(path, data, methods, PassThrough.Reference);
}
