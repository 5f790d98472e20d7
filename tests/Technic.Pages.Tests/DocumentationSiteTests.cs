using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Technic.Core.Scans;
using Technic.Embedded;
using Technic.Indicators;
using Technic.Polygon;
using Technic.Testing;
using Technic.Web;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>The site that docs/site makes of the documentation: its links, and what it does in a browser without a server.</summary>
public sealed partial class DocumentationSiteTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string Root = Path.GetDirectoryName(Checkout.Find("Technic.Orleans.sln"))!;
    private static readonly NodeScripts Scripts = new(Path.Combine(Root, "docs", "site"));

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>The folder of the site, made once.</summary>
    private static readonly Lazy<string> Site = new(() =>
    {
        // The first question installs the packages.
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);
        var folder = Path.Combine(Root, "artifacts", "tests", "site");
        // Without the packages of Orleans those of the cluster are not built.
        Scripts.Run("build.mjs", folder, "--configuration", Configuration, "--built-only");
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

    /// <summary>A package of each kind: with own types, of many types, with Razor components, and the type that each begins with.</summary>
    public static TheoryData<Type> OneOfEachPackage =>
        [typeof(EmbeddedEngine), typeof(ScanRequest), typeof(IndicatorFunction), typeof(PolygonClient), typeof(TechnicWebOptions)];

    [SkippableTheory]
    [MemberData(nameof(OneOfEachPackage))]
    public void Each_public_type_and_each_member_that_its_author_declared_is_in_the_reference(Type first)
    {
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);
        var package = first.Assembly.GetName().Name!;
        var overview = Read($"api/{package}.html");
        var missing = new List<string>();
        foreach (var type in first.Assembly.GetExportedTypes())
        {
            var name = type.FullName!.Replace('+', '.').Replace('`', '-');
            var path = Path.Combine(Site.Value, "api", $"{name}.html");
            if (!File.Exists(path) || !overview.Contains($"\"{name}.html\"", StringComparison.Ordinal)) missing.Add(name);
            else missing.AddRange(DeclaredNames(type).Where(member => !Regex.IsMatch(Read(path), $"id=\"[^\"]*_{member}(_[^\"]*)?\"")));
        }

        Assert.Empty(missing);
        Assert.Contains($"href=\"{first.FullName}.html\"", overview, StringComparison.Ordinal);
        Assert.Contains($"href=\"api/{package}.html\"", Read("index.html"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_type_of_the_reference_has_its_comments_examples_and_links()
    {
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);

        var engine = Read("api/Technic.Embedded.EmbeddedEngine.html");
        var bar = Read("api/Technic.Core.Market.Bar.html");

        // An interface of another package, a type of .NET, an exception, and an example in colours.
        Assert.Contains("""<dt>Implements</dt><dd><a href="Technic.Core.Engine.IScanEngine.html">IScanEngine</a>""", engine);
        Assert.Contains("https://learn.microsoft.com/dotnet/api/system.threading.cancellationtoken", engine);
        Assert.Matches("""<dt>Throws</dt><dd><a href="Technic\.Core\.Scans\.ScanRequestException\.html">""", engine);
        Assert.Contains("""EmbeddedEngine.OpenAsync(options =&gt; options.UsePolygon(key).UseSqlite(<span class="hljs-string">""", engine);
        // The parameter of a record is the comment of its property; what the compiler adds is not shown.
        Assert.Matches("""(?s)id="Technic_Core_Market_Bar_High">.{0,300}The highest price\.""", bar);
        Assert.DoesNotContain("op_Equality", bar);
        Assert.DoesNotContain("GetHashCode", bar);
    }

    [SkippableFact]
    public async Task The_search_finds_types_and_the_documents_before_them()
    {
        var page = await OpenAsync(new Uri(Path.Combine(Site.Value, "api", "Technic.Core.html")).AbsoluteUri, 1440);
        await Expect(page.Locator("#navigation [aria-current]")).ToHaveTextAsync("Technic.Core");

        await page.Locator("#search").FillAsync("scan");
        await Expect(page.Locator("#results a").First).Not.ToHaveAttributeAsync("href", new Regex("/api/|^api/"));
        await page.Locator("#search").FillAsync("IPriceSource");
        await page.Locator("#results a", new() { HasText = "IPriceSource" }).First.WaitForAsync();
        await page.Locator("#results a[href$='api/Technic.Core.Provider.IPriceSource.html']").ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("IPriceSource");
        await Expect(page.Locator("#navigation [aria-current]")).ToHaveTextAsync("Technic.Core");
        await TakePictureAsync(page, "site-type");
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
        var files = Directory.EnumerateFiles(Site.Value, "*.html", SearchOption.AllDirectories).Where(file => !IsReference(file))
            .Concat(Directory.EnumerateFiles(Path.Combine(Site.Value, "api")).OrderByDescending(file => LongestWord(file)).Take(40));
        foreach (var file in files)
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

    /// <summary>The members in the source of a type, without what the compiler makes of it.</summary>
    private static IEnumerable<string> DeclaredNames(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string[] ofRecords = ["Equals", "GetHashCode", "ToString", "Deconstruct"];
        return type.GetMembers(declared)
            .Where(member => member is PropertyInfo or FieldInfo { IsSpecialName: false } or MethodInfo { IsSpecialName: false })
            .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) || member is PropertyInfo)
            .Select(member => member.Name).Where(name => !ofRecords.Contains(name) && !name.Contains('<')).Distinct();
    }

    private static bool IsReference(string file) => Path.GetFileName(Path.GetDirectoryName(file)) == "api";

    /// <summary>Names cannot be broken at spaces: the page with the longest is the widest.</summary>
    private static int LongestWord(string file) => Word().Matches(File.ReadAllText(file)).Max(match => match.Length);

    private static string Read(string page) => File.ReadAllText(Path.Combine(Site.Value, page));

    [GeneratedRegex(">[^<\\s]+")]
    private static partial Regex Word();

    [GeneratedRegex("<(?:a|link|script|img)[^>]*? (?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<(?:link|script|img|iframe|source)[^>]*? (?:href|src)=\"(?:https?:)?//")]
    private static partial Regex Loaded();
}
