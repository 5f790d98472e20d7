using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Sources.Rest;

namespace Technic.Sources.Tiingo;

/// <summary>
/// L3: daily price histories and listings from Tiingo's REST API. Its prices as traded are adjusted for the splits of the same response.
/// Source: https://www.tiingo.com/documentation/end-of-day.
/// </summary>
public sealed class TiingoPriceSource : RestPriceSource
{
    /// <summary>A ticker whose last day is longer ago is not listed.</summary>
    private const int ListedDays = 14;

    private static readonly string[] Exchanges = ["NYSE", "NASDAQ", "AMEX", "NYSE ARCA", "NYSE MKT", "NYSE AMERICAN", "BATS"];

    private readonly TiingoOptions _options;
    private readonly TimeProvider _time;

    /// <param name="options">The options.</param>
    /// <param name="time">The clock of quota, pauses and deadlines.</param>
    /// <param name="logger">The log.</param>
    /// <param name="quota">A shared quota; by default the source has its own one.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message describes it.</exception>
    public TiingoPriceSource(TiingoOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota = null)
        : base(TiingoOptions.SourceName, Connect(options, time, logger, quota)) => (_options, _time) = (options, time);

    /// <inheritdoc/>
    public override string Description => $"Tiingo REST API at {_options}";

    /// <inheritdoc/>
    public override SourceTraits Traits { get; } = new("splits", "from 17:30 New York, with corrections until 20:00", "all US exchanges")
    {
        HasDelisted = true,
    };

    /// <inheritdoc/>
    public override async Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (frequency != Frequency.Daily)
            throw new PriceSourceException(PriceSourceFailure.BadData, "The source tiingo has daily bars only, not intraday bars.");
        var count = new RequestCounter();
        var ticker = Uri.EscapeDataString(TiingoTicker.Of(symbol));
        var path = $"/tiingo/daily/{ticker}/prices?startDate={Date(from)}&endDate={Date(to)}&format=json";
        var answer = await Client.GetAsync(
            new Uri(_options.Address, path), $"bars of {symbol}", body => Read(body, symbol), count, cancellationToken)
            .ConfigureAwait(false);
        if (answer is null) return new FetchedBars(BarSeries.Empty, count.Made);
        var bars = answer.Bars.Build(from, to, out var defects);
        return new FetchedBars(SplitAdjustment.Adjust(bars, answer.Splits, to), count.Made, defects);
    }

    /// <inheritdoc/>
    public override async Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken)
    {
        var count = new RequestCounter();
        var listings = await Client.GetAsync(
            _options.TickersAddress, "list of symbols", ReadTickers, count, cancellationToken, withKey: false).ConfigureAwait(false);
        return listings is null
            ? throw new PriceSourceException(
                PriceSourceFailure.BadData, $"Tiingo has no list of symbols at {_options.TickersAddress.Authority} (404).", count.Made)
            : new FetchedListings(listings, count.Made);
    }

    private static RestClient Connect(TiingoOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota)
    {
        Require(options.Validate());
        var api = new RestApi("Tiingo", [new("Authorization", $"Token {options.Key}")], TiingoOptions.KeyVariable);
        return new RestClient(api, options.Rest, quota, options.RequestsPerMinute, options.RequestsPerHour, time, logger);
    }

    private sealed record Prices(BarSeriesBuilder Bars, IReadOnlyList<Split> Splits);

    private static Prices Read(byte[] body, Symbol symbol)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Array) throw AttemptException.BadData("the response is not a list of days");
        var (bars, splits) = (new BarSeriesBuilder(), new List<Split>());
        foreach (var day in json.RootElement.EnumerateArray())
        {
            try
            {
                var date = DateOnly.FromDateTime(day.GetProperty("date").GetDateTimeOffset().UtcDateTime);
                bars.Add(new Bar(
                    BarTime.OfDay(date), day.GetProperty("open").GetDouble(), day.GetProperty("high").GetDouble(),
                    day.GetProperty("low").GetDouble(), day.GetProperty("close").GetDouble(), day.GetProperty("volume").GetDouble()));
                var ratio = day.TryGetProperty("splitFactor", out var factor) ? factor.GetDouble() : 1;
                if (ratio != 1 && SplitAdjustment.IsPossible(ratio)) splits.Add(new Split(symbol, date, ratio));
            }
            catch (Exception problem) when (problem is KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw AttemptException.BadData("a day of the response lacks a value", problem);
            }
        }
        return new Prices(bars, splits);
    }

    private Listing[] ReadTickers(byte[] body)
    {
        using var zip = new ZipArchive(new MemoryStream(body), ZipArchiveMode.Read);
        var entry = zip.Entries.FirstOrDefault(entry => entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            ?? throw AttemptException.BadData("the list of symbols has no CSV file");
        using var text = new StreamReader(entry.Open());
        var columns = (text.ReadLine() ?? "").Split(',');
        var (ticker, exchange, type, currency, end) = (
            Array.IndexOf(columns, "ticker"), Array.IndexOf(columns, "exchange"), Array.IndexOf(columns, "assetType"),
            Array.IndexOf(columns, "priceCurrency"), Array.IndexOf(columns, "endDate"));
        if (ticker < 0 || exchange < 0 || type < 0 || currency < 0 || end < 0)
            throw AttemptException.BadData("the list of symbols has other columns");
        var oldest = NewYork.Date(_time.GetUtcNow()).AddDays(-ListedDays);
        var listings = new Dictionary<Symbol, Listing>();
        while (text.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            if (fields.Length != columns.Length || fields[currency] != "USD" || fields[type] is not ("Stock" or "ETF")) continue;
            if (!Exchanges.Contains(fields[exchange], StringComparer.OrdinalIgnoreCase)) continue;
            if (!DateOnly.TryParseExact(fields[end], "yyyy-MM-dd", out var last) || last < oldest) continue;
            if (Ticker.TryParse(fields[ticker].ToUpperInvariant(), out var symbol))
                listings[symbol] = new Listing(symbol, Exchange: fields[exchange]) { Type = fields[type] == "ETF" ? "ETF" : null };
        }
        return [.. listings.Values];
    }

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
