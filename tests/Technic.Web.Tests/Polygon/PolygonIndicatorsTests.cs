using System.Net;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Indicators;

namespace Technic.Web.Tests.Polygon;

/// <summary>Indicators in Polygon's format, from cached bars.</summary>
public sealed class PolygonIndicatorsTests : WebTest
{
    private static readonly Symbol Apple = Symbol.Parse("AAPL");
    private static readonly DateOnly Last = new(2026, 3, 11);

    private static readonly string[] MacdNames = ["timestamp", "value", "signal", "histogram"];

    [Theory]
    [InlineData("sma", "window=20", "sma", new double[] { 20 })]
    [InlineData("sma", "", "sma", new double[] { 50 })]
    [InlineData("ema", "window=12", "ema", new double[] { 12 })]
    [InlineData("rsi", "", "rsi", new double[] { 14 })]
    [InlineData("macd", "", "macd", new double[] { 12, 26, 9 })]
    [InlineData("macd", "short_window=5&long_window=20&signal_window=3", "macd", new double[] { 5, 20, 3 })]
    public async Task Values_are_those_of_the_function_over_a_long_history(string name, string query, string function, double[] parameters)
    {
        var results = (await GetAsync($"/v1/indicators/{name}/AAPL?limit=30&{query}")).GetProperty("results");

        var (bars, expected) = Expected(function, parameters);
        var values = results.GetProperty("values").EnumerateArray().ToArray();
        Assert.Equal(30, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var bar = bars.Count - 1 - i;
            Assert.Equal(
                NewYork.Instant(bars.Times[bar].Date, default).ToUnixTimeMilliseconds(), values[i].GetProperty("timestamp").GetInt64());
            Assert.Equal(expected[bar], values[i].GetProperty("value").GetDouble(), 1e-6 * 200);
            if (name != "macd") continue;
            Assert.Equal(MacdNames, NamesOf(values[i]));
            Assert.Equal(expected[(2 * bars.Count) + bar], values[i].GetProperty("histogram").GetDouble(), 1e-6 * 200);
        }
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_are_complete(string order)
    {
        var path = $"/v1/indicators/sma/AAPL?window=5&timestamp.gte=2026-01-05&timestamp.lt=2026-03-01&order={order}";
        var whole = Values(await GetAsync($"{path}&limit=500"));
        var (pages, next) = (new List<(long, double)>(), $"{path}&limit=7");
        while (next is not null)
        {
            var answer = await GetAsync(next + "&apiKey=secret");
            pages.AddRange(Values(answer));
            next = answer.TryGetProperty("next_url", out var address) ? address.GetString() : null;
        }

        Assert.Equal(ExchangeCalendar.Nyse.CountBetween(new(2026, 1, 5), new(2026, 2, 28)), whole.Count);
        Assert.Equal(whole, pages);
        Assert.Equal(order == "asc" ? whole.Order() : whole.OrderDescending(), whole);
    }

    [Fact]
    public async Task The_bars_of_the_values_are_addressed_and_included_on_request()
    {
        var results = (await GetAsync("/v1/indicators/sma/AAPL?window=10&timespan=week&limit=1&series_type=high&expand_underlying=true"))
            .GetProperty("results");
        var underlying = results.GetProperty("underlying");
        var bars = underlying.GetProperty("aggregates").EnumerateArray().ToArray();
        var addressed = (await GetAsync(new Uri(underlying.GetProperty("url").GetString()!).PathAndQuery)).GetProperty("results");

        Assert.Equal(10, bars.Length);
        Assert.Equal(bars.Average(bar => bar.GetProperty("h").GetDouble()),
            results.GetProperty("values")[0].GetProperty("value").GetDouble(), 9);
        // Newest first, as the values.
        Assert.Equal(bars.Reverse().Select(bar => bar.GetRawText()), addressed.EnumerateArray().Select(bar => bar.GetRawText()));
    }

    [Theory]
    [InlineData("timestamp=2026-03-10", 1)]
    [InlineData("timestamp.gt=2026-03-06&timestamp.lte=2026-03-10", 2)]
    [InlineData("timestamp.gte=2026-03-06", 4)]
    [InlineData("timestamp.gte=2026-03-12", 0)]
    [InlineData("timestamp.gte=1773115200000000000", 2)] // Polygon's Python client sends nanoseconds.
    [InlineData("timestamp.lte=1773115200000000000&timestamp.gte=2026-03-09", 2)]
    [InlineData("timestamp.gte=0001-01-01&limit=20&timestamp.lt=2100-01-01", 20)]
    public async Task Timestamps_are_days_or_milliseconds(string query, int values) =>
        Assert.Equal(values, Values(await GetAsync($"/v1/indicators/ema/AAPL?{query}")).Count);

    [Theory]
    [InlineData("window=0", "Invalid parameter 'window' (got '0'): expected a positive number.")]
    [InlineData("window=100001", "n of sma must be between 1 and")]
    [InlineData("series_type=volume", "Invalid parameter 'series_type' (got 'volume'): expected open or high or low or close.")]
    [InlineData("timespan=minute", "Indicators of timespan=minute are not supported.")]
    [InlineData("timestamp=soon", "Could not parse the time parameter: 'timestamp'.")]
    public async Task Invalid_requests_are_rejected(string query, string sentence)
    {
        using var answer = await Http.GetAsync($"/v1/indicators/sma/AAPL?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, (await JsonOf(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("macd/AAPL?short_window=26&long_window=12", "short_window must be less than long_window.")]
    [InlineData("ema/AAPL?timespan=hour&timestamp.gte=2020-02-03&order=asc",
        "Intraday bars are available for the last 730 days; 2020-02-03 is earlier.")]
    public async Task A_request_that_cannot_be_answered_completely_is_rejected(string path, string sentence)
    {
        using var answer = await Http.GetAsync($"/v1/indicators/{path}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(sentence, (await JsonOf(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("desc", "limit=50000&sort=desc")]
    [InlineData("asc", "limit=50000&sort=asc")]
    public async Task The_address_of_the_bars_is_that_of_all_of_them_in_the_order_of_the_values(string order, string query)
    {
        var results = (await GetAsync($"/v1/indicators/sma/AAPL?window=3&timespan=hour&limit=500&order={order}&expand_underlying=true"))
            .GetProperty("results").GetProperty("underlying");
        var address = new Uri(results.GetProperty("url").GetString()!);
        var addressed = await GetAsync(address.PathAndQuery);

        Assert.Equal($"?{query}", address.Query);
        Assert.Equal(results.GetProperty("aggregates").GetArrayLength(), addressed.GetProperty("resultsCount").GetInt32());
    }

    private (BarSeries Bars, double[] Values) Expected(string name, double[] parameters)
    {
        Assert.True(FunctionCatalogue.BuiltIn.TryFind(name, out var function));
        var bars = Source.Bars(Apple, Frequency.Daily, Last.AddDays(-3_000), Last);
        var values = new double[bars.Count * function.Outputs.Length];
        function.Evaluate(default, bars.Close, default, parameters, values);
        return (bars, values);
    }

    private static List<(long, double)> Values(JsonElement answer) =>
    [
        .. answer.GetProperty("results").GetProperty("values").EnumerateArray()
            .Select(value => (value.GetProperty("timestamp").GetInt64(), value.GetProperty("value").GetDouble())),
    ];
}
