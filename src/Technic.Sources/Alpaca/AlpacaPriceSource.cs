using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Sources.Rest;

namespace Technic.Sources.Alpaca;

/// <summary>
/// L3: price histories and listings from Alpaca's REST API (market data v2 and the assets of the trading API). Prices are adjusted for
/// splits. Symbols that are requested at the same time share requests.
/// Source: https://docs.alpaca.markets/reference/stockbars.
/// </summary>
public sealed class AlpacaPriceSource : RestPriceSource
{
    /// <summary>The most bars of a page.</summary>
    private const int PageBars = 10_000;

    /// <summary>The five-minute bars of a session with its pre- and after-market.</summary>
    private const int SessionBars = 192;

    /// <summary>Keeps addresses short.</summary>
    private const int MaxSymbols = 100;

    /// <summary>The last minutes of the feed <see cref="AlpacaFeed.Sip"/> are not for the free plan; histories do not need them.</summary>
    private static readonly TimeSpan SipDelay = TimeSpan.FromMinutes(16);

    private readonly AlpacaOptions _options;
    private readonly SymbolBatches _batches;
    private readonly TimeProvider _time;

    /// <param name="options">The options.</param>
    /// <param name="time">The clock of quota, pauses and deadlines.</param>
    /// <param name="logger">The log.</param>
    /// <param name="quota">A shared quota; by default the source has its own one.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message describes it.</exception>
    public AlpacaPriceSource(AlpacaOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota = null)
        : base(options.SourceName, Connect(options, time, logger, quota))
    {
        (_options, _time) = (options, time);
        _batches = new SymbolBatches(FetchAsync, MostSymbols);
    }

    /// <inheritdoc/>
    public override string Description => $"Alpaca REST API at {_options}";

    /// <inheritdoc/>
    public override SourceTraits Traits => new(
        "splits", _options.Feed == AlpacaFeed.Iex ? "at once" : "after 15 minutes on the free plan",
        _options.Feed == AlpacaFeed.Iex ? "one exchange (IEX): volumes are two to three percent of the market's" : "all US exchanges")
    {
        HasIntraday = true,
    };

    /// <inheritdoc/>
    public override Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        _batches.FetchAsync(symbol, new BarWindow(frequency, from, to), cancellationToken);

    /// <inheritdoc/>
    public override async Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken)
    {
        var count = new RequestCounter();
        var listings = await Client.GetAsync(
            new Uri(_options.TradingAddress, "/v2/assets?status=active&asset_class=us_equity"), "list of symbols", ReadAssets, count,
            cancellationToken).ConfigureAwait(false);
        return new FetchedListings(listings ?? [], count.Made);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _batches.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The most symbols whose bars usually fit on a page.</summary>
    public override int SymbolsPerRequest(Frequency frequency, DateOnly from, DateOnly to) =>
        MostSymbols(new BarWindow(frequency, from, to));

    private static int MostSymbols(BarWindow window)
    {
        var sessions = Math.Max(1, MarketClock.Calendar.SessionsBetween(window.From, window.To).Count());
        var bars = sessions * (window.Frequency == Frequency.Daily ? 1 : SessionBars);
        return Math.Clamp(PageBars / bars, 1, MaxSymbols);
    }

    private static RestClient Connect(AlpacaOptions options, TimeProvider time, ILogger logger, IRequestQuota? quota)
    {
        Require(options.Validate());
        var api = new RestApi(
            "Alpaca", [new("APCA-API-KEY-ID", options.Key!), new("APCA-API-SECRET-KEY", options.Secret!)],
            $"{AlpacaOptions.KeyVariable} and {AlpacaOptions.SecretVariable}");
        return new RestClient(api, options.Rest, quota, options.RequestsPerMinute, requestsPerHour: null, time, logger);
    }

    private async Task<IReadOnlyList<FetchedBars>> FetchAsync(
        IReadOnlyList<Symbol> symbols, BarWindow window, CancellationToken cancellationToken)
    {
        var (count, bars) = (new RequestCounter(), symbols.Distinct().ToDictionary(AlpacaTicker.Of, _ => new BarSeriesBuilder()));
        var what = symbols.Count == 1 ? $"bars of {symbols[0]}" : $"bars of {symbols[0]} and {symbols.Count - 1} more symbols";
        var end = NewYork.Instant(window.To.AddDays(1), default).AddSeconds(-1);
        if (_options.Feed == AlpacaFeed.Sip && _time.GetUtcNow() - SipDelay is var latest && end > latest) end = latest;
        var first = $"/v2/stocks/bars?symbols={string.Join(',', bars.Keys.Select(Uri.EscapeDataString))}"
            + $"&timeframe={(window.Frequency == Frequency.Daily ? "1Day" : "5Min")}"
            + $"&start={Instant(NewYork.Instant(window.From, default))}&end={Instant(end)}&limit={PageBars}&adjustment=split"
            + $"&feed={_options.Feed.ToString().ToLowerInvariant()}&sort=asc";
        var (path, seen) = (first, new HashSet<string>());
        while (true)
        {
            var page = await Client.GetAsync(
                new Uri(_options.DataAddress, path), what, body => Read(body, window.Frequency, bars), count, cancellationToken)
                .ConfigureAwait(false);
            if (page?.Next is not { Length: > 0 } next) break;
            if (!seen.Add(next))
                throw new PriceSourceException(PriceSourceFailure.BadData, $"Alpaca returned no {what}: its pages repeat.", count.Made);
            path = $"{first}&page_token={Uri.EscapeDataString(next)}";
        }
        return [.. symbols.Select((symbol, i) => Fetched(bars[AlpacaTicker.Of(symbol)], window, i == 0 ? count.Made : 0))];
    }

    private static FetchedBars Fetched(BarSeriesBuilder bars, BarWindow window, int requests)
    {
        var series = bars.Build(window.From, window.To, out var defects);
        return new FetchedBars(series, requests, defects);
    }

    private sealed record Page(string? Next);

    private static Page Read(byte[] body, Frequency frequency, Dictionary<string, BarSeriesBuilder> bars)
    {
        using var json = JsonDocument.Parse(body);
        var root = Object(json.RootElement);
        // Without bars the member is null.
        if (root.TryGetProperty("bars", out var bySymbol) && bySymbol.ValueKind == JsonValueKind.Object)
        {
            foreach (var series in bySymbol.EnumerateObject())
            {
                if (!bars.TryGetValue(series.Name, out var known))
                    throw AttemptException.BadData($"the response has bars of {series.Name}");
                foreach (var bar in series.Value.EnumerateArray()) known.Add(BarOf(bar, frequency));
            }
        }
        return new Page(
            root.TryGetProperty("next_page_token", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null);
    }

    private static Bar BarOf(JsonElement bar, Frequency frequency)
    {
        try
        {
            var time = BarTime.At(bar.GetProperty("t").GetDateTimeOffset());
            // A daily bar begins at midnight in New York.
            if (frequency == Frequency.Daily) time = BarTime.OfDay(time.Date);
            return new Bar(
                time, bar.GetProperty("o").GetDouble(), bar.GetProperty("h").GetDouble(), bar.GetProperty("l").GetDouble(),
                bar.GetProperty("c").GetDouble(), bar.GetProperty("v").GetDouble(),
                bar.TryGetProperty("vw", out var vwap) ? vwap.GetDouble() : double.NaN);
        }
        catch (Exception problem) when (problem is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw AttemptException.BadData("a bar of the response lacks a value", problem);
        }
    }

    private static Listing[] ReadAssets(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Array) throw AttemptException.BadData("the response is not a list");
        var listings = new Dictionary<Symbol, Listing>();
        foreach (var asset in json.RootElement.EnumerateArray())
        {
            // Over-the-counter shares have no bars in these feeds.
            if (Text(asset, "exchange") is not { } exchange || exchange == "OTC") continue;
            if (Ticker.TryParse(Text(asset, "symbol"), out var symbol))
                listings.TryAdd(symbol, new Listing(symbol, Text(asset, "name"), exchange));
        }
        return [.. listings.Values];
    }

    private static JsonElement Object(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json : throw AttemptException.BadData("the response is not an object");

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
