using Microsoft.Playwright;
using Technic.Core.Watches;
using Technic.Web;
using Technic.Web.Security;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>Pages of a server with keys: the browser prompts for one and sends it with all requests.</summary>
public sealed class KeyTests : PageTest
{
    private readonly ApiKey _key;
    private readonly string _secret;

    public KeyTests(Browser browser) : base(browser) => _key = ApiKey.New("reader", ApiRole.Read, out _secret);

    protected override TechnicWebOptions Options => new() { Keys = KeyRing.Parse(_key.ToString(), "a test") };

    protected override BrowserNewContextOptions Context =>
        new() { HttpCredentials = new HttpCredentials { Username = "", Password = _secret } };

    [BrowserFact]
    public async Task A_read_only_key_shows_all_pages_and_cannot_clear()
    {
        Expected.Add("403");
        await ScanAsync();
        await Page.ClickAsync("nav a:text-is('Cache')");
        await Expect(Page.Locator("#cache-size")).ToHaveTextAsync("40");

        await Page.ClickAsync("#clear");
        await Page.ClickAsync("#clear-dialog button[value=clear]");

        await Expect(Page.Locator("#problem")).ToContainTextAsync("role 'operate' required");
        await Expect(Page.Locator("#cache-size")).ToHaveTextAsync("40");
    }

    [BrowserFact]
    public async Task A_read_only_key_shows_watches_and_cannot_change_them()
    {
        Expected.Add("403");
        await Engine.Watches!.SetWatchAsync("dips", SavedScan.Read("""{"where": "rsi14 < 30"}"""u8.ToArray()), null, default);
        await Page.GotoAsync("/watches");

        await Page.ClickAsync("[data-watch=dips] button:text-is('Check now')");
        await Expect(Page.Locator("#problem")).ToContainTextAsync("role 'operate' required");
        await Page.ClickAsync("[data-watch=dips] button:text-is('Delete …')");
        await Page.ClickAsync("#delete-dialog button[value=delete]");
        await Expect(Page.Locator("#problem")).ToContainTextAsync("role 'operate' required");
        await Page.ClickAsync("#new-list");
        await Page.FillAsync("#list-name", "mine");
        await Page.FillAsync("#list-symbols", "S01");
        await Page.ClickAsync("#list-dialog .primary");

        await Expect(Page.Locator("#list-dialog [role=alert]")).ToContainTextAsync("role 'operate' required");
        await Expect(Page.Locator("[data-watch=dips]")).ToContainTextAsync("No report yet.");
        await ScanAsync();
        await Page.ClickAsync("#watch");
        await Page.FillAsync("#watch-name", "mine");
        await Page.ClickAsync("#watch-dialog .primary");
        await Expect(Page.Locator("#watch-dialog [role=alert]")).ToContainTextAsync("role 'operate' required");
        Assert.Equal("dips", Assert.Single(await Engine.Watches!.GetWatchesAsync(default)).Watch.Name);
        Assert.Empty(await Engine.Watches!.GetListsAsync(default));
    }
}
