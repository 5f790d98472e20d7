using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Technic.Testing;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>The site that docs/site makes of the documentation: its links, and what it does in a browser without a server.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class DocumentationSiteTests(Browser browser)
{
    private static readonly string Root = Path.GetDirectoryName(Checkout.Find("Technic.Orleans.sln"))!;
    private static readonly NodeScripts Scripts = new(Path.Combine(Root, "docs", "site"));

    /// <summary>The folder of the site, made once.</summary>
    private static readonly Lazy<string> Site = new(() =>
    {
        // The first question installs the packages.
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);
        var folder = Path.Combine(Root, "artifacts", "tests", "site");
        Scripts.Run("build.mjs", folder);
        return folder;
    });

    [SkippableFact]
    public void Every_document_is_reached_from_the_first_page_and_every_link_leads_to_a_heading()
    {
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);
        var (reached, open, broken) = (new HashSet<string>(), new Queue<string>(["index.html"]), new List<string>());
        while (open.TryDequeue(out var page))
        {
            if (!reached.Add(page) || Path.GetExtension(page) != ".html") continue;
            foreach (var link in Link().Matches(Read(page)).Select(match => match.Groups[1].Value).Where(link => !link.Contains(':')))
            {
                var target = new Uri(new Uri($"http://site/{page}"), link);
                var path = Uri.UnescapeDataString(target.AbsolutePath[1..]);
                if (!File.Exists(Path.Combine(Site.Value, path))) broken.Add($"{page}: {link}");
                else if (target.Fragment is { Length: > 1 } fragment && !HasElement(path, Uri.UnescapeDataString(fragment[1..])))
                    broken.Add($"{page}: {link}");
                else open.Enqueue(path);
            }
        }

        var documents = Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)).Select(AddressOf).ToArray();
        Assert.Empty(broken);
        Assert.Equal([], documents.Except(reached));
        Assert.True(documents.Length > 30);
        // Nothing is loaded from elsewhere.
        Assert.All(reached.Where(page => Path.GetExtension(page) == ".html"), page => Assert.DoesNotMatch(Loaded(), Read(page)));
    }

    [SkippableFact]
    public async Task The_search_and_the_diagrams_work_from_a_folder()
    {
        var page = await OpenAsync(new Uri(Path.Combine(Site.Value, "index.html")).AbsoluteUri, 1440);

        await Expect(page.Locator(".mermaid svg")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("survivors delisted");
        await Expect(page.Locator("#results li").First).ToContainTextAsync("delisted");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#results")).ToBeHiddenAsync();
        Assert.DoesNotContain("index.html", page.Url, StringComparison.Ordinal);
        await page.Locator("#search").FillAsync("qwertyuiop");
        await Expect(page.Locator("#results")).ToHaveTextAsync("No results for “qwertyuiop”");
    }

    [SkippableFact]
    public async Task It_works_in_a_subfolder_of_a_web_server_from_a_page_in_a_folder()
    {
        SkipWithout();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Site.Value), RequestPath = "/projects/technic",
        });
        await app.StartAsync();
        var page = await OpenAsync($"{app.Urls.Single()}/projects/technic/formulas/momentum.html", 1440);

        await page.Locator("#search").FillAsync("quick start");
        await page.Locator("#results a").First.ClickAsync();

        await page.WaitForURLAsync(new Regex("/projects/technic/(index|quick-start)\\.html"));
        await Expect(page.Locator("article h1")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Light_and_dark_follow_the_system_until_one_is_chosen_which_is_kept()
    {
        var page = await OpenAsync(new Uri(Path.Combine(Site.Value, "study.html")).AbsoluteUri, 1440, ColorScheme.Dark);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await TakePictureAsync(page, "site-dark");

        await page.Locator(".theme").ClickAsync();
        await page.Locator("#navigation a", new() { HasText = "Score" }).ClickAsync();

        await Expect(page.Locator("h1")).ToContainTextAsync("cor");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await TakePictureAsync(page, "site-light");
    }

    [SkippableFact]
    public async Task On_a_phone_no_page_is_wider_than_the_screen_and_the_navigation_opens()
    {
        var page = await OpenAsync(new Uri(Path.Combine(Site.Value, "index.html")).AbsoluteUri, 390);
        foreach (var file in Directory.EnumerateFiles(Site.Value, "*.html", SearchOption.AllDirectories))
        {
            await page.GotoAsync(new Uri(file).AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
            var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= 390, $"{file} is {width} wide.");
        }
        await page.GotoAsync(new Uri(Path.Combine(Site.Value, "rest.html")).AbsoluteUri);
        // The navigation opens at the page.
        var link = page.Locator("#navigation a", new() { HasText = "Python" });
        await Expect(link).ToBeHiddenAsync();
        await TakePictureAsync(page, "site-phone");

        await page.Locator(".menu").ClickAsync();
        await Expect(link).ToBeInViewportAsync();
        await TakePictureAsync(page, "site-phone-navigation");
        await link.ClickAsync();

        await Expect(page.Locator("h1")).ToContainTextAsync("Python");
    }

    private static void SkipWithout()
    {
        Skip.If(new BrowserFactAttribute().Skip is not null, new BrowserFactAttribute().Skip);
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);
    }

    /// <summary>A page that must not log errors, nor request anything from another host.</summary>
    private async Task<IPage> OpenAsync(string address, int width, ColorScheme scheme = ColorScheme.Light)
    {
        SkipWithout();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme,
        });
        var page = await context.NewPageAsync();
        var origin = new Uri(address).GetLeftPart(UriPartial.Authority);
        page.Console += (_, message) => Assert.NotEqual("error", message.Type);
        page.PageError += (_, error) => Assert.Fail(error);
        page.Request += (_, request) => Assert.True(
            new[] { origin, "data:" }.Any(start => request.Url.StartsWith(start, StringComparison.Ordinal)), request.Url);
        await page.GotoAsync(address);
        return page;
    }

    private static Task TakePictureAsync(IPage page, string name) => page.ScreenshotAsync(
        new PageScreenshotOptions { Path = Path.Combine(Root, "artifacts", "tests", "pages", $"{name}.png") });

    /// <summary>Where a document is in the site.</summary>
    private static string AddressOf(string document)
    {
        var path = Path.GetRelativePath(Path.Combine(Root, "docs"), document).Replace('\\', '/');
        return Path.ChangeExtension(path.Replace("README.md", "index.md", StringComparison.Ordinal), ".html");
    }

    private static bool HasElement(string page, string id) => Read(page).Contains($" id=\"{id}\"", StringComparison.Ordinal);

    private static string Read(string page) => File.ReadAllText(Path.Combine(Site.Value, page));

    [GeneratedRegex("<(?:a|link|script|img)[^>]*? (?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<(?:link|script|img|iframe|source)[^>]*? (?:href|src)=\"(?:https?:)?//")]
    private static partial Regex Loaded();
}
