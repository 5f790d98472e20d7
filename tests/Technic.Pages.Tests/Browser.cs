using Microsoft.Playwright;

namespace Technic.Pages.Tests;

/// <summary>A headless Chromium for the tests of a class, so that classes run at the same time. Each test has a separate context.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Disables requests of Chromium to its vendor's servers.
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
    /// The path of the browser: <c>TECHNIC_TEST_BROWSER</c>, or the first in PATH; <c>null</c> for none. Browsers are not
    /// downloaded.
    /// </summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("TECHNIC_TEST_BROWSER") is { Length: > 0 } path
        ? path
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names, Path.Combine).FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is null) return;
        // A long timeout for busy machines.
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

/// <summary>A test that requires a browser. Without one it is skipped.</summary>
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
