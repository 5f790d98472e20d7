using Microsoft.Playwright;
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
}
