using Technic.Core.Market;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>A table with as many rows as the whole market.</summary>
public sealed class LargeMarketTests(Browser browser) : PageTest(browser)
{
    private const int Symbols = 6_000;

    protected override IReadOnlyList<Listing> Market =>
        [.. Enumerable.Range(0, Symbols).Select(i => new Listing(Symbol.Parse($"L{i:D4}"), $"Company {i}", "NYSE", "Energy"))];

    [BrowserFact]
    public async Task Six_thousand_rows_are_sorted_filtered_and_scrolled_quickly()
    {
        await ScanAsync();
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 6,000");

        // A frame has 16 ms; the limit is far above that, so that a busy machine does not fail the test and a table that draws every row
        // does.
        foreach (var act in (string[])
        [
            "document.querySelector('#grid th[data-column=close] button').click()",
            "const filter = document.getElementById('filter'); filter.value = filter.value ? '' : 'l59'; filter.dispatchEvent(new "
                + "Event('input'))",
            "const grid = document.getElementById('grid'); grid.scrollTop = grid.scrollTop > 20000 ? 0 : 80000",
        ])
        {
            var took = new List<double>();
            for (var i = 0; i < 5; i++) took.Add(await MillisecondsAsync(act));
            Assert.True(took.Min() < 250, $"{act} took {string.Join(", ", took)} ms.");
        }
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 100 (6,000)");
        await Page.FillAsync("#filter", "");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 6,000");
        await Page.EvaluateAsync("document.getElementById('grid').scrollTop = 80000");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("2,96");
        Assert.InRange(await Page.Locator("#grid tbody tr").CountAsync(), 10, 80);
        await Page.EvaluateAsync("document.getElementById('grid').scrollTop = 1e9");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("–6,000 of 6,000");
        await PictureAsync("scan-6000");
    }

    /// <summary>The time until a change is rendered.</summary>
    private Task<double> MillisecondsAsync(string what) => Page.EvaluateAsync<double>(
        $$"""
        () => new Promise((done) => {
          const began = performance.now(); {{what}};
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))); })
        """);
}
