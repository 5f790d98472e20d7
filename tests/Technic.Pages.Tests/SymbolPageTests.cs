using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

public sealed class SymbolPageTests(Browser browser) : PageTest(browser)
{
    [BrowserFact]
    public async Task A_symbol_has_a_chart_rating_rules_and_its_tier()
    {
        await ScanAsync("minDollarVolume=0&days=400");

        await Page.ClickAsync("#grid tbody .symbol a >> nth=0");
        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");

        await Expect(Page.Locator("#provenance")).ToContainTextAsync("from memory");
        await Expect(Page.Locator("#provenance")).ToContainTextAsync("as of 2026-03-11");
        await Expect(Page.Locator("#listing")).ToContainTextAsync("Company");
        Assert.InRange(await Page.Locator("#chart canvas").CountAsync(), 6, 60);
        await Expect(Page.Locator("#rules tr:not(.group-row)")).ToHaveCountAsync(13);
        await Expect(Page.Locator("#formula")).ToContainTextAsync("÷ 30 ×");
        await Expect(Page.Locator("#legend")).ToContainTextAsync("RSI");
        Assert.Equal(await Page.InnerTextAsync("#rating"), await Page.EvaluateAsync<string>(
            """
            async () => {
              const { row } = await (await fetch(`/api/analysis/${document.getElementById("ticker").innerText}?days=400`)).json();
              return (row.rating > 0 ? "+" : "") + row.rating.toFixed(1).replace("-", "−"); }
            """));
        await Page.UncheckAsync("input[data-series=plan]");
        await Page.UncheckAsync("input[data-series=bollinger]");
        await PictureAsync("symbol");
    }

    [BrowserFact]
    public async Task A_symbol_page_links_to_the_previous_and_next_row()
    {
        await ScanAsync();
        var rows = await CellsAsync(".symbol");

        await Page.ClickAsync("#grid tbody .symbol a >> nth=0");
        await Expect(Page.Locator("#place")).ToHaveTextAsync("1 of 40");
        await Expect(Page.Locator("#before")).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("]");
        await Expect(Page.Locator("#ticker")).ToHaveTextAsync(rows[1]);
        await Page.ClickAsync("#after");
        await Expect(Page.Locator("#ticker")).ToHaveTextAsync(rows[2]);
        await Page.Keyboard.PressAsync("[");

        await Expect(Page.Locator("#ticker")).ToHaveTextAsync(rows[1]);
        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");
    }

    [BrowserFact]
    public async Task A_selected_window_is_part_of_the_URL()
    {
        await Page.GotoAsync("/symbols/S07");
        await Expect(Page.Locator("#provenance")).ToContainTextAsync("S07_400_daily");

        await Page.ClickAsync("button[data-days='365']");
        await Expect(Page.Locator("#provenance")).ToContainTextAsync("S07_365_daily");
        await Page.SelectOptionAsync("#window-frequency", "intraday");
        await Expect(Page.Locator("#provenance")).ToContainTextAsync("S07_365_intraday");
        Assert.EndsWith("/symbols/S07?days=365&frequency=intraday", Page.Url, StringComparison.Ordinal);
        await Page.GoBackAsync();

        await Expect(Page.Locator("#provenance")).ToContainTextAsync("S07_365_daily");
    }

    [BrowserFact]
    public async Task Formulas_of_the_URL_are_drawn_added_and_removed()
    {
        await Page.GotoAsync("/symbols/S07?days=200&columns=sma(50)&columns=up%3A+close+%3E+close[1]&columns=rsi(7)");
        await Expect(Page.Locator("#chart")).ToHaveAttributeAsync("data-formulas", "3");
        var canvases = await Page.Locator("#chart canvas").CountAsync();
        await Expect(Page.Locator("#formula-list li")).ToHaveCountAsync(3);
        await Expect(Page.Locator("#legend")).ToContainTextAsync("rsi(7)");
        await Expect(Page.Locator("#legend")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("up (yes|no)"));

        await Page.FillAsync("#formula-text", "atr(14)");
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#chart")).ToHaveAttributeAsync("data-formulas", "4");
        Assert.True(await Page.Locator("#chart canvas").CountAsync() > canvases, "a formula that is not a price needs a pane of its own");
        Assert.Contains("columns=atr%2814%29", Page.Url, StringComparison.Ordinal);
        await PictureAsync("symbol-formulas");
        await Page.ClickAsync("#formula-list li:last-child button");

        await Expect(Page.Locator("#chart")).ToHaveAttributeAsync("data-formulas", "3");
        await Expect(Page.Locator("#formula-list li")).ToHaveCountAsync(3);
    }

    [BrowserFact]
    public async Task An_invalid_formula_of_the_URL_is_reported_and_the_chart_stays()
    {
        Expected.Add("400");

        await Page.GotoAsync("/symbols/S07?columns=smaa(5)");

        await Expect(Page.Locator("#formula-problem")).ToContainTextAsync("Unknown function 'smaa' (did you mean 'sma'?)");
        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");
        await Expect(Page.Locator("#chart")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_symbol_without_bars_shows_a_message_instead_of_a_chart()
    {
        Expected.Add("404");
        Source.WithoutBars[Symbol.Parse("NONE")] = true;

        await Page.GotoAsync("/symbols/NONE");

        await Expect(Page.Locator("#problem")).ToHaveTextAsync("No prices for NONE in the last 400 days (scripted).");
        await Expect(Page.Locator("#chart")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task A_stale_history_is_marked_with_the_reason()
    {
        await Page.GotoAsync("/symbols/S07");
        await Expect(Page.Locator("#provenance")).ToContainTextAsync("from the provider");
        Time.Advance(TimeSpan.FromDays(1));
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is out of reach.");

        await Page.ReloadAsync();

        await Expect(Page.Locator("#provenance .stale")).ToBeVisibleAsync();
        await Expect(Page.Locator("#problem")).ToContainTextAsync("The provider is out of reach.");
    }

    [BrowserFact]
    public async Task Slash_opens_the_symbol_search()
    {
        await Page.GotoAsync("/cluster");

        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("S11");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("#ticker")).ToHaveTextAsync("S11");
        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");
    }
}
