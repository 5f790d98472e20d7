using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Technic.Core.Market;
using Technic.Testing;
using Technic.Web;
using Technic.Web.Tests;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>
/// A test that does what a person does: a real browser, a real server, the embedded engine on a scripted market and a clock that stands
/// still. A page may not
/// complain in its console, whatever is done to it.
/// </summary>
[Collection(BrowserTests.Name)]
public abstract class PageTest(Browser browser) : IAsyncLifetime
{
    private static readonly string Pictures = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "tests", "pages")).FullName;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];
    private readonly List<IBrowserContext> _contexts = [];
    private EmbeddedHost _host = null!;

    protected FakeTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

    protected ScriptedSource Source { get; private set; } = null!;

    private protected WebServer Server { get; private set; } = null!;

    protected IPage Page { get; set; } = null!;

    protected virtual TechnicWebOptions Options => new();

    protected virtual BrowserNewContextOptions Context =>
        new() { ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Dark };

    /// <summary>Texts of the console that belong to what a test provokes, such as a refused request.</summary>
    protected List<string> Expected { get; } = [];

    public async Task InitializeAsync()
    {
        if (Browser.Executable is null) return;
        Source = new ScriptedSource(Time) { Listings = Market };
        _host = new EmbeddedHost(_folder.Path, Source, Time);
        Server = await WebServer.StartAsync(_host.Engine, Time, Options);
        Page = await NewPageAsync(Context);
    }

    public async Task DisposeAsync()
    {
        if (Browser.Executable is null) return;
        foreach (var context in _contexts) await context.DisposeAsync();
        await Server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
        Assert.DoesNotContain(_complaints, complaint => !Expected.Exists(text => complaint.Contains(text, StringComparison.Ordinal)));
    }

    /// <summary>What the source lists.</summary>
    protected virtual IReadOnlyList<Listing> Market =>
    [
        .. Enumerable.Range(0, 40).Select(i => new Listing(
            Symbol.Parse($"S{i:D2}"), $"Company {i}", i % 2 == 0 ? "NASDAQ" : "NYSE", i % 3 == 0 ? "Energy" : "Financials", "Widgets",
            1e9 + i)),
    ];

    /// <summary>A page of a browser of its own.</summary>
    protected async Task<IPage> NewPageAsync(BrowserNewContextOptions options)
    {
        options.BaseURL = Server.Address.ToString();
        var context = await browser.NewContextAsync(options);
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        return page;
    }

    /// <summary>Opens the scan's page with a request that keeps every row, scans, and waits for the end.</summary>
    protected async Task ScanAsync(string query = "minDollarVolume=0")
    {
        await Page.GotoAsync($"/?{query}");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();
    }

    /// <summary>Waits until the scan has ended and its rows are drawn.</summary>
    protected async Task EndOfScanAsync()
    {
        await Expect(Page.Locator("#run")).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 60_000 });
        await DrawnAsync();
    }

    /// <summary>Waits until what was changed is drawn: rows are arranged in one frame and drawn in the next.</summary>
    protected Task DrawnAsync() =>
        Page.EvaluateAsync("async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }");

    /// <summary>The texts of a column, as far as its rows are there.</summary>
    protected Task<string[]> CellsAsync(string css) => Page.EvaluateAsync<string[]>(
        "css => [...document.querySelectorAll(`#grid tbody tr:not(.spacer):not([hidden]) ${css}`)].map((cell) => "
            + "cell.innerText.trim())", css);

    /// <summary>Keeps a picture of what is to be seen, for people.</summary>
    protected Task PictureAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png") });

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Technic.Orleans.sln"))) folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
