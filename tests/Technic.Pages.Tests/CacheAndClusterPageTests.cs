using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

public sealed class CacheAndClusterPageTests(Browser browser) : PageTest(browser)
{
    [BrowserFact]
    public async Task The_cache_page_shows_hits_by_tier_and_asks_before_clearing()
    {
        await ScanAsync();
        await Page.ClickAsync("#start");
        await EndOfScanAsync();
        await Page.ClickAsync("nav a:text-is('Cache')");
        await Expect(Page.Locator("#rate")).ToHaveTextAsync("50.0 %");
        await Expect(Page.Locator("#memory-hits")).ToHaveTextAsync("40");
        await Expect(Page.Locator("#gauge")).ToHaveAttributeAsync("aria-valuenow", "50.0");
        await Expect(Page.Locator("#cache-size")).ToHaveTextAsync("40");
        await Expect(Page.Locator("#written")).ToHaveTextAsync("40");
        await PictureAsync("cache");

        await Page.ClickAsync("#clear");
        await PictureAsync("cache-clear");
        await Page.ClickAsync("#clear-dialog button[value=keep]");
        await Expect(Page.Locator("#clear-dialog")).ToBeHiddenAsync();
        await Expect(Page.Locator("#cache-size")).ToHaveTextAsync("40");
        await Page.ClickAsync("#clear");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#cache-size")).ToHaveTextAsync("40");
        await Page.ClickAsync("#clear");
        await Page.ClickAsync("#clear-dialog button[value=clear]");

        await Expect(Page.Locator("#cleared")).ToHaveTextAsync("40 histories removed from memory.");
        await Expect(Page.Locator("#cache-size")).ToHaveTextAsync("0");
    }

    [BrowserFact]
    public async Task The_cluster_page_shows_the_embedded_engine_as_one_process()
    {
        await ScanAsync();

        await Page.ClickAsync("nav a:text-is('Cluster')");

        await Expect(Page.Locator("#kind")).ToContainTextAsync("no cluster");
        await Expect(Page.Locator("#health-text")).ToHaveTextAsync("Ready.");
        await Expect(Page.Locator("#silo-rows tr")).ToHaveCountAsync(1);
        await Expect(Page.Locator("#silo-rows .tier-bar")).ToHaveAttributeAsync("aria-label", "memory 0, store 0, provider 40");
        await PictureAsync("cluster");
    }
}
