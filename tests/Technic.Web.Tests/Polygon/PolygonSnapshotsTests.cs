using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Web.Tests.Polygon;

/// <summary>Snapshots with a source that provides no whole-market days.</summary>
public sealed class PolygonSnapshotsTests : WebTest
{
    private const string Tickers = "/v2/snapshot/locale/us/markets/stocks/tickers";

    public PolygonSnapshotsTests() => Source.WithoutBars[Symbol.Parse("ZZZZ")] = true;

    [Theory]
    [InlineData(Tickers + "?tickers=KO,AAPL,ZZZZ", "AAPL,KO")]
    [InlineData(Tickers + "?tickers=KO&tickers=AAPL&tickers=ZZZZ", "AAPL,KO")] // The form of the official JavaScript client.
    [InlineData(Tickers + "?tickers=ko", "KO")]
    public async Task Snapshots_of_named_tickers_are_those_of_their_histories(string path, string tickers)
    {
        var answer = await GetAsync(path);

        var found = answer.GetProperty("tickers").EnumerateArray().ToArray();
        Assert.Equal(tickers, string.Join(',', found.Select(snapshot => snapshot.GetProperty("ticker").GetString())));
        Assert.Equal(found.Length, answer.GetProperty("count").GetInt32());
        var one = (await GetAsync($"{Tickers}/KO")).GetProperty("ticker");
        Assert.Equal(one.GetRawText(), found[^1].GetRawText());
    }

    [Theory]
    [InlineData("ticker.any_of=KO,ZZZZ,AAPL", "AAPL,KO,ZZZZ NOT_FOUND")]
    [InlineData("ticker.any_of=KO,ZZZZ,AAPL&order=desc&limit=2", "ZZZZ NOT_FOUND,KO")]
    [InlineData("ticker.any_of=KO,ZZZZ,AAPL&ticker.lt=ZZZZ&type=stocks", "AAPL,KO")]
    [InlineData("ticker=ko", "KO")]
    public async Task Universal_snapshots_of_named_tickers_are_those_of_their_histories(string query, string tickers)
    {
        var answer = await GetAsync($"/v3/snapshot?{query}");

        Assert.Equal(tickers, string.Join(',', answer.GetProperty("results").EnumerateArray().Select(Shown)));

        static string Shown(JsonElement snapshot) => snapshot.GetProperty("ticker").GetString()
            + (snapshot.TryGetProperty("error", out var error) ? $" {error.GetString()}" : "");
    }

    [Theory]
    [InlineData(Tickers, HttpStatusCode.Forbidden, "does not provide whole-market days")]
    [InlineData("/v2/snapshot/locale/us/markets/stocks/gainers", HttpStatusCode.Forbidden, "does not provide whole-market days")]
    [InlineData("/v3/snapshot?type=stocks", HttpStatusCode.Forbidden, "does not provide whole-market days")]
    [InlineData("/v3/snapshot", HttpStatusCode.BadRequest, "Snapshots of all types are not supported: use type=stocks, ticker or")]
    [InlineData("/v3/snapshot?ticker.any_of=KO,O:SPY251219C00650000", HttpStatusCode.BadRequest, "is not of a US exchange")]
    [InlineData("/v3/snapshot?ticker=KO&sort=name", HttpStatusCode.BadRequest, "Cannot sort by 'name': use ticker.")]
    public async Task Other_snapshots_are_refused_in_one_sentence(string path, HttpStatusCode status, string sentence)
    {
        using var answer = await Http.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_one_ticker_is_the_failure_of_the_request()
    {
        Source.Refuse = symbol => symbol.Text == "KO"
            ? new PriceSourceException(PriceSourceFailure.RateLimited, "Too many requests.") : null;

        foreach (var path in (string[])[$"{Tickers}?tickers=AAPL,KO", "/v3/snapshot?ticker.any_of=AAPL,KO"])
        {
            using var answer = await Http.GetAsync(path);
            Assert.Equal((HttpStatusCode.TooManyRequests, "Too many requests."),
                (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetString()));
        }
    }
}
