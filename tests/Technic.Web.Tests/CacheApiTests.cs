using System.Net;

namespace Technic.Web.Tests;

public sealed class CacheApiTests : WebTest
{
    [Fact]
    public async Task The_statistics_count_what_was_looked_up()
    {
        await GetAsync("/api/history/AAPL");
        await GetAsync("/api/history/AAPL");

        var statistics = await GetAsync("/api/cache/stats");

        Assert.Equal((1, 1, 2, 50.0, 1),
            (Count("hits"), Count("misses"), Count("total"), statistics.GetProperty("hitRate").GetDouble(), Count("cacheSize")));

        int Count(string name) => statistics.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Clearing_the_memory_returns_the_count_and_the_store_serves_later_lookups()
    {
        await GetAsync("/api/history/AAPL");
        await GetAsync("/api/history/KO");

        using var answer = await Http.DeleteAsync("/api/cache/memory");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"forgotten":2}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("store", (await GetAsync("/api/history/AAPL")).GetProperty("tier").GetString());
    }

    [Fact]
    public async Task Reading_statistics_does_not_clear()
    {
        using var answer = await Http.GetAsync("/api/cache/memory");

        await ProblemOf(answer, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["DELETE"], answer.Content.Headers.Allow);
    }
}
