using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Embedded;
using Technic.Testing;
using Technic.Web;
using Technic.Web.Tests;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>
/// A test with a real browser and a real server, the embedded engine with a scripted market, and a fixed clock. Pages must not
/// log errors to the console.
/// </summary>
public abstract class PageTest(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private static readonly string Pictures = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "tests", "pages")).FullName;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];
    private readonly List<IBrowserContext> _contexts = [];
    private EmbeddedHost _host = null!;

    protected FakeTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

    protected ScriptedSource Source { get; private set; } = null!;

    /// <summary>The source of the engine.</summary>
    protected virtual IPriceSource Prices => Source;

    private protected EmbeddedEngine Engine => _host.Engine;

    private protected WebServer Server { get; private set; } = null!;

    protected IPage Page { get; set; } = null!;

    protected virtual TechnicWebOptions Options => new();

    protected virtual BrowserNewContextOptions Context =>
        new() { ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Dark };

    /// <summary>Expected console messages, such as a rejected request.</summary>
    protected List<string> Expected { get; } = [];

    public async Task InitializeAsync()
    {
        if (Browser.Executable is null) return;
        Source = new ScriptedSource(Time) { Listings = Market };
        _host = new EmbeddedHost(_folder.Path, Prices, Time);
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

    /// <summary>The listings of the source.</summary>
    protected virtual IReadOnlyList<Listing> Market =>
    [
        .. Enumerable.Range(0, 40).Select(i => new Listing(
            Symbol.Parse($"S{i:D2}"), $"Company {i}", i % 2 == 0 ? "NASDAQ" : "NYSE", i % 3 == 0 ? "Energy" : "Financials", "Widgets",
            1e9 + i)),
    ];

    /// <summary>A page in a separate browser context.</summary>
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

    /// <summary>Opens the scan page, runs a scan without filters, and waits for its end.</summary>
    protected async Task ScanAsync(string query = "minDollarVolume=0")
    {
        await Page.GotoAsync($"/?{query}");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();
    }

    /// <summary>Waits until the scan has ended and its rows are rendered.</summary>
    protected async Task EndOfScanAsync()
    {
        await Expect(Page.Locator("#run")).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 60_000 });
        await DrawnAsync();
    }

    /// <summary>Waits until changes are rendered (two frames).</summary>
    protected Task DrawnAsync() =>
        Page.EvaluateAsync("async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }");

    /// <summary>The texts of a column in the rendered rows.</summary>
    protected Task<string[]> CellsAsync(string css) => Page.EvaluateAsync<string[]>(
        "css => [...document.querySelectorAll(`#grid tbody tr:not(.spacer):not([hidden]) ${css}`)].map((cell) => "
            + "cell.innerText.trim())", css);

    /// <summary>Saves a screenshot.</summary>
    protected Task PictureAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png") });

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Technic.Orleans.sln"))) folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
