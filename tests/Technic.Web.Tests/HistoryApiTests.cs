using System.Net;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Web.Tests;

public sealed class HistoryApiTests : WebTest
{
    [Fact]
    public async Task A_history_has_its_bars_its_tier_and_its_age()
    {
        var fetched = await GetAsync("/api/history/AAPL?days=10");
        var held = await GetAsync("/api/history/AAPL?days=10");

        Assert.Equal(
            ("AAPL_10_daily", "AAPL", 10, "daily", "scripted", "provider", false, "2026-03-11"),
            (Text(fetched, "key"), Text(fetched, "symbol"), fetched.GetProperty("days").GetInt32(), Text(fetched, "frequency"),
                Text(fetched, "source"), Text(fetched, "tier"),
                fetched.GetProperty("stale").GetBoolean(), Text(fetched, "asOf")));
        Assert.Equal(Time.GetUtcNow().UtcDateTime, fetched.GetProperty("fetchedAt").GetDateTime());
        Assert.Equal("memory", Text(held, "tier"));
        Assert.Equal(fetched.GetProperty("bars").GetRawText(), held.GetProperty("bars").GetRawText());
        var bars = Source.Bars(Symbol.Parse("AAPL"), Frequency.Daily, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 11));
        Assert.Equal(bars.Close.ToArray(),
            fetched.GetProperty("bars").EnumerateArray().Select(bar => bar.GetProperty("close").GetDouble()));
    }

    [Theory]
    [InlineData("BRK.B")]
    [InlineData("BACpL")]
    public async Task Case_and_separators_are_part_of_a_symbol(string symbol) =>
        Assert.Equal(symbol, Text(await GetAsync($"/api/history/{symbol}"), "symbol"));

    [Fact]
    public async Task An_intraday_history_has_the_time_of_each_bar()
    {
        var history = await GetAsync("/api/history/DE?days=2&frequency=intraday");

        Assert.Equal("DE_2_intraday", Text(history, "key"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT09:30$", Text(history.GetProperty("bars")[0], "date"));
    }

    [Fact]
    public async Task A_replay_uses_the_asOf_parameter() =>
        Assert.Equal("2025-05-30", Text(await GetAsync("/api/history/AAPL?days=10&asOf=2025-06-01"), "asOf"));

    [Fact]
    public async Task A_stale_history_contains_the_reason()
    {
        await GetAsync("/api/history/AAPL");
        Time.Advance(TimeSpan.FromDays(1));
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.");

        var stale = await GetAsync("/api/history/AAPL");

        Assert.Equal((true, "The provider is away.", "2026-03-11"),
            (stale.GetProperty("stale").GetBoolean(), Text(stale, "problem"), Text(stale, "asOf")));
    }

    [Fact]
    public async Task A_symbol_without_bars_returns_404_with_its_window()
    {
        Source.WithoutBars[Symbol.Parse("NONE")] = true;

        using var answer = await Http.GetAsync("/api/history/NONE?days=90");

        Assert.Equal("No prices for NONE in the last 90 days (scripted).", await ProblemOf(answer, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_provider_failure_without_a_cached_copy_returns_503()
    {
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.RateLimited, "The quota is used up.");

        using var answer = await Http.GetAsync("/api/history/AAPL");

        Assert.Equal("The quota is used up.", await ProblemOf(answer, HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("A%2AB", "Invalid symbol 'A*B'")]
    [InlineData("A%2F..%2FB", "Invalid symbol")]
    [InlineData("AAPL%0AX", "Invalid symbol")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA", "exceed the maximum of 16")]
    [InlineData("AAPL?days=0", "days must be between 1 and 36525, not 0")]
    [InlineData("AAPL?days=36526", "days must be between 1 and 36525, not 36526")]
    [InlineData("AAPL?frequency=weekly", "Unknown frequency 'weekly'")]
    [InlineData("AAPL?adjust=none", "adjust=none needs a source that lists splits; the prices of 'scripted' are used as they are.")]
    [InlineData("AAPL?asOf=2026-03-12", "asOf must be a day from 1990-01-01 to today")]
    [InlineData("AAPL?top=5", "Unknown parameter 'top'")]
    public async Task Invalid_history_requests_are_rejected(string path, string sentence)
    {
        using var answer = await Http.GetAsync($"/api/history/{path}");

        Assert.Contains(sentence, await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(Source.Calls);
    }

    [Fact]
    public async Task A_cached_history_gets_304_until_it_changes()
    {
        using var first = await Http.GetAsync("/api/history/AAPL?days=30");
        var tag = first.Headers.ETag!;
        using var same = await AskAsync($"\"other\", {tag}");
        using var any = await AskAsync("*");
        using var other = await AskAsync("\"other\"");
        Time.Advance(TimeSpan.FromDays(1));
        using var newer = await AskAsync($"{tag}");

        Assert.True(tag.IsWeak);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.OK),
            (same.StatusCode, any.StatusCode, other.StatusCode, newer.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(tag, same.Headers.ETag);
        Assert.NotEqual(tag, newer.Headers.ETag);
        Assert.True(same.Headers.CacheControl is { NoCache: true, Private: true, NoStore: false });

        async Task<HttpResponseMessage> AskAsync(string known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/history/AAPL?days=30");
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            return await Http.SendAsync(request);
        }
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
