using Microsoft.Playwright;

namespace Technic.Pages.Tests;

/// <summary>One headless Chromium for all tests; each has a context of its own, which is as good as a browser of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Without these Chromium asks its vendor's servers for updates and more, which has no place in a test.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly string[] Names = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>
    /// The browser that is there: <c>TECHNIC_TEST_BROWSER</c>, or the first that the path has; <c>null</c> without one. None is ever
    /// downloaded.
    /// </summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("TECHNIC_TEST_BROWSER") is { Length: > 0 } told
        ? told
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names, Path.Combine).FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is null) return;
        // A busy machine takes its time; what does not come at all is still told.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Executable, Headless = true, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    internal Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options) =>
        (_browser ?? throw new InvalidOperationException("There is no browser.")).NewContextAsync(options);
}

/// <summary>A test that needs a browser; it is skipped, and says so, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Executable is null)
            Skip = "Chromium is missing: install it (Debian: apt-get install chromium), or set TECHNIC_TEST_BROWSER to its path.";
    }
}

/// <inheritdoc cref="BrowserFactAttribute"/>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = new BrowserFactAttribute().Skip;
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
