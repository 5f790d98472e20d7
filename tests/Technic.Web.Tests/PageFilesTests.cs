using System.Net;
using System.Text.RegularExpressions;
using Technic.Web.Pages;

namespace Technic.Web.Tests;

/// <summary>The responses for pages and static files. Technic.Pages.Tests tests them in a browser.</summary>
public sealed partial class PageFilesTests : WebTest
{
    public static TheoryData<string> Pages => ["/", "/symbols/AAPL", "/watches", "/cache", "/data", "/cluster"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Pages_load_only_existing_files_of_this_server(string page)
    {
        var html = await Http.GetStringAsync(page);

        var addresses = Address().Matches(html).Select(match => match.Groups[1].Value)
            .Where(address => address.StartsWith("/assets/", StringComparison.Ordinal)).ToArray();
        Assert.True(addresses.Length >= 4);
        foreach (var address in addresses)
        {
            using var answer = await Http.GetAsync(address);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, address);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
        }
        Assert.DoesNotContain("src=\"http", html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Pages_have_no_inline_scripts_or_styles(string page)
    {
        var html = await Http.GetStringAsync(page);

        Assert.All(Script().Matches(html), script => Assert.Contains("src=", script.Groups[1].Value, StringComparison.Ordinal));
        Assert.All(Script().Matches(html), script => Assert.Empty(script.Groups[2].Value.Trim()));
        Assert.DoesNotMatch(new Regex(@"<style|\sstyle=|\son[a-z]+=|javascript:", RegexOptions.IgnoreCase), html);
    }

    [Fact]
    public async Task Every_import_and_address_in_the_files_leads_to_a_file()
    {
        foreach (var path in PageFiles.All.Paths.Where(
            path => path.EndsWith(".js", StringComparison.Ordinal) || path.EndsWith(".css", StringComparison.Ordinal)))
        {
            var address = new Uri(Server.Address, PageFiles.All.Address(path));
            var text = await Http.GetStringAsync(address);
            foreach (Match import in Import().Matches(text))
            {
                using var answer = await Http.GetAsync(new Uri(address, import.Groups[1].Value));
                Assert.True(answer.IsSuccessStatusCode, $"{path} wants {import.Groups[1].Value}");
            }
        }
    }

    [Fact]
    public async Task A_cached_file_or_page_gets_304()
    {
        foreach (var address in (string[])["/", PageFiles.All.Address("app.css")])
        {
            using var first = await Http.GetAsync(address);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            Assert.Equal(first.Headers.ETag, second.Headers.ETag);
            Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Brotli_compresses_the_chart_library_to_a_third()
    {
        var address = PageFiles.All.Address("lib/lightweight-charts/lightweight-charts.standalone.production.mjs");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");

        using var answer = await Http.SendAsync(request);

        Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.InRange(answer.Content.Headers.ContentLength ?? 0, 1, 70_000);
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_old_file_URL_returns_the_current_file_without_caching()
    {
        using var answer = await Http.GetAsync("/assets/0123456789ab/app.css");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoCache);
    }

    [Theory]
    [InlineData("/assets/x/../app.css")]
    [InlineData("/assets/x/..%2f..%2fapp.css")]
    [InlineData("/assets/x/")]
    [InlineData("/assets/x/js")]
    public async Task An_unknown_file_returns_404(string address)
    {
        using var answer = await Http.GetAsync(address);

        await ProblemOf(answer, HttpStatusCode.NotFound);
    }

    [GeneratedRegex("""(?:href|src)="([^"]+)"|""")]
    private static partial Regex Address();

    [GeneratedRegex("<script([^>]*)>([^<]*)</script>")]
    private static partial Regex Script();

    [GeneratedRegex("""(?:from |import |url\()"([^"#]+)""")]
    private static partial Regex Import();
}
