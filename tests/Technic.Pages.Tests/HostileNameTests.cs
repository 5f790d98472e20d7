using Technic.Core.Market;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>Names with markup are shown as text everywhere.</summary>
public sealed class HostileNameTests(Browser browser) : PageTest(browser)
{
    private const string Image = "<img src=x onerror=\"window.hacked=1\">";
    private const string Script = "</td><script>window.hacked=1</script>";

    protected override IReadOnlyList<Listing> Market =>
    [
        new(Symbol.Parse("EVIL"), Image, "\"><svg onload=window.hacked=1>", Script, "javascript:window.hacked=1"),
        new(Symbol.Parse("SUM"), "=HYPERLINK(\"http://example.com\")", "NYSE", "Energy"),
    ];

    [BrowserFact]
    public async Task Markup_in_a_name_is_shown_as_text()
    {
        await ScanAsync();

        Assert.Contains(Image, await CellsAsync("td.words"));
        Assert.Contains(Script, await CellsAsync("td.words"));
        await Page.ClickAsync("#grid tbody .symbol a:text-is('EVIL')");
        await Expect(Page.Locator("#listing")).ToContainTextAsync(Image);

        Assert.Equal(0, await Page.Locator("main img, main script").CountAsync());
        Assert.Null(await Page.EvaluateAsync<int?>("window.hacked ?? null"));
    }

    [BrowserFact]
    public async Task A_formula_in_a_name_is_exported_as_text()
    {
        await ScanAsync();

        var download = await Page.RunAndWaitForDownloadAsync(() => Page.ClickAsync("#export-csv"));
        var csv = await File.ReadAllTextAsync(await download.PathAsync());

        Assert.Contains("\"'=HYPERLINK(\"\"http://example.com\"\")\"", csv, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Markup_in_the_URL_is_shown_as_text()
    {
        Expected.Add("400");

        await Page.GotoAsync($"/symbols/{Uri.EscapeDataString("<b>x</b>")}?days=30");
        await Expect(Page.Locator("#problem")).ToContainTextAsync("Invalid symbol");
        Assert.Equal("<b>x</b>", await Page.InnerTextAsync("#ticker"));

        await Page.GotoAsync($"/?{Uri.EscapeDataString("<img src=x>")}=1");
        await Expect(Page.Locator("#problem")).ToContainTextAsync("Unknown parameters ignored: '<img src=x>'");
        Assert.Equal(0, await Page.Locator("main img").CountAsync());
    }
}
