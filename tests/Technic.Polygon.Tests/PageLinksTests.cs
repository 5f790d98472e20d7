using Technic.Core.Histories;

namespace Technic.Polygon.Tests;

public sealed class PageLinksTests
{
    [Theory]
    [InlineData("https://api.polygon.io/v3/x?cursor=b", "https://api.polygon.io/v3/x?cursor=b")]
    [InlineData("https://api.polygon.io:443:443/v3/x?cursor=b", "https://api.polygon.io/v3/x?cursor=b")]
    [InlineData("http://api.polygon.io/v3/x?cursor=b", "https://api.polygon.io/v3/x?cursor=b")]
    [InlineData("https://API.Massive.com/v3/x?cursor=b", "https://api.polygon.io/v3/x?cursor=b")]
    [InlineData("/v3/x?cursor=b", "https://api.polygon.io/v3/x?cursor=b")]
    [InlineData("https://api.polygon.io/v3/x?apiKey=zzz&cursor=b#top", "https://api.polygon.io/v3/x?cursor=b")]
    public void The_next_page_is_at_the_configured_address(string nextUrl, string expected) =>
        Assert.Equal(expected, Trail().Follow(new NextPage(nextUrl, true))!.AbsoluteUri);

    [Theory]
    [InlineData("http://proxy.example:8443/polygon", "https://api.polygon.io/v3/x?cursor=b")]
    [InlineData("http://proxy.example:8443/polygon/", "http://proxy.example:8443/polygon/v3/x?cursor=b")]
    [InlineData("http://proxy.example:8443/polygon", "/v3/x?cursor=b")]
    public void Behind_a_proxy_too(string baseAddress, string nextUrl) =>
        Assert.Equal(
            "http://proxy.example:8443/polygon/v3/x?cursor=b", Trail(baseAddress).Follow(new NextPage(nextUrl, true))!.AbsoluteUri);

    [Theory]
    [InlineData("https://evil.example/v3/x")]
    [InlineData("https://api.polygon.io.evil.example/v3/x")]
    [InlineData("https://api.polygon.io@evil.example/v3/x")]
    [InlineData("https://evil.example\\@api.polygon.io/v3/x")]
    [InlineData("//evil.example/v3/x")]
    [InlineData("https://[::1]/v3/x")]
    public void Another_host_is_not_followed(string nextUrl)
    {
        var failure = Assert.Throws<AttemptException>(() => Trail().Follow(new NextPage(nextUrl, true)));

        Assert.Equal(PriceSourceFailure.BadData, failure.Failure);
        Assert.Contains("another host", failure.Message);
    }

    [Theory]
    [InlineData("https://api.polygon.io")]
    [InlineData("https://api.polygon.io?cursor=b")]
    [InlineData("cursor=b")]
    [InlineData("javascript:alert(1)")]
    public void What_is_no_address_is_not_followed(string nextUrl) =>
        Assert.Contains(
            "address of its next page is invalid",
            Assert.Throws<AttemptException>(() => Trail().Follow(new NextPage(nextUrl, true))).Message);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Without_a_next_page_the_answer_ends(string? nextUrl) => Assert.Null(Trail().Follow(new NextPage(nextUrl, true)));

    [Fact]
    public void A_circle_is_noticed()
    {
        var trail = Trail();
        trail.Follow(new NextPage("/v3/b", true));
        trail.Follow(new NextPage("/v3/c", true));

        Assert.Contains("pages repeat", Assert.Throws<AttemptException>(() => trail.Follow(new NextPage("/v3/b", true))).Message);
    }

    [Fact]
    public void One_page_without_news_is_forgiven_and_a_second_is_not()
    {
        var trail = Trail();
        trail.Follow(new NextPage("/v3/b", false));

        Assert.Contains("nothing new", Assert.Throws<AttemptException>(() => trail.Follow(new NextPage("/v3/c", false))).Message);
    }

    [Fact]
    public void Pages_without_end_are_cut_off()
    {
        var trail = Trail();
        for (var page = 2; page <= 7; page++) trail.Follow(new NextPage($"/v3/{page}", true));

        Assert.Contains("more than 7 pages", Assert.Throws<AttemptException>(() => trail.Follow(new NextPage("/v3/8", true))).Message);
    }

    private static PageLinks Trail(string baseAddress = "https://api.polygon.io") =>
        new(new PolygonOptions { BaseAddress = new Uri(baseAddress), MaxPages = 7 }, new Uri("https://api.polygon.io/v3/x?first"));
}
