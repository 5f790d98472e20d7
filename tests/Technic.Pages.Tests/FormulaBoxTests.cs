using System.Text.RegularExpressions;
using Technic.Core.Formulas.Library;
using Technic.Web;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>Formulas in the form of the scan page: completion, colours, live errors, own columns, the order.</summary>
public sealed class FormulaBoxTests(Browser browser) : PageTest(browser)
{
    protected override TechnicWebOptions Options => new() { Formulas = FormulaDefinitions.Parse("let my_leader = close > sma(10);") };

    [BrowserFact]
    public async Task A_function_is_completed_with_its_usual_values_by_keyboard()
    {
        await OpenAsync();

        await Page.Keyboard.TypeAsync("close > ke");
        await Expect(Page.Locator(".completion li >> nth=0")).ToContainTextAsync("keltner(20, 2, 10)");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.TypeAsync(".u");
        await Expect(Page.Locator(".completion li")).ToHaveCountAsync(1);
        await PictureAsync("scan-completion");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Page.Locator("#where")).ToHaveAttributeAsync("aria-activedescendant", new Regex("-list-0$"));
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("#where")).ToHaveValueAsync("close > keltner(20, 2, 10).upper");
        await Expect(Page.Locator("#where")).ToBeFocusedAsync();
        await Expect(Page.Locator(".formula-status >> nth=0")).ToContainTextAsync("Condition");
        await Expect(Page.Locator("#run")).ToHaveAttributeAsync("data-state", "idle");
    }

    [BrowserTheory]
    [InlineData("my_l", "my_leader")]
    [InlineData("dollarv", "dollarVolume20")]
    [InlineData("cross", "crosses")]
    [InlineData("week", "weekly.")]
    [InlineData("close > SP", "close > SPY.")]
    [InlineData("sector = 'Ene", "sector = 'Energy'")]
    [InlineData("let dip = close < sma(5); di", "let dip = close < sma(5); dip")]
    public async Task Columns_keywords_symbols_texts_and_names_are_completed(string typed, string completed)
    {
        await OpenAsync();

        await Page.Keyboard.TypeAsync(typed);
        await Expect(Page.Locator("#formula-box-1-list")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Tab");

        await Expect(Page.Locator("#where")).ToHaveValueAsync(completed);
    }

    [BrowserFact]
    public async Task Escape_closes_the_completion_and_Enter_scans()
    {
        await OpenAsync();

        await Page.Keyboard.TypeAsync("close > 0 or gap > 1 or clo");
        await Expect(Page.Locator("#formula-box-1-list")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#formula-box-1-list")).ToBeHiddenAsync();
        await Page.Keyboard.TypeAsync("se > 5");
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Enter");

        await EndOfScanAsync();
    }

    [BrowserFact]
    public async Task An_error_is_shown_while_typing_and_a_click_on_its_suggestion_mends_it()
    {
        await OpenAsync();

        await Page.Keyboard.TypeAsync("close > 1 and rsi41 < 30 ");
        await Expect(Page.Locator("#where-problem")).ToContainTextAsync("Unknown column 'rsi41' (did you mean 'rsi14'?)");
        await Expect(Page.Locator(".formula-paper .wrong >> nth=0")).ToHaveTextAsync("rsi41");
        await Expect(Page.Locator("#where")).ToHaveAttributeAsync("aria-invalid", "");
        await PictureAsync("scan-suggestion");
        await Page.ClickAsync("#where-problem button.suggestion");

        await Expect(Page.Locator("#where")).ToHaveValueAsync("close > 1 and rsi14 < 30 ");
        await Expect(Page.Locator("#where-problem")).ToBeHiddenAsync();
        await Expect(Page.Locator(".formula-status >> nth=0")).ToContainTextAsync("Condition");
        await Expect(Page.Locator("#where")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_formula_of_another_tool_is_mended_by_clicks()
    {
        await OpenAsync();

        await Page.FillAsync("#where", "ta.crossover(C, SMA(20,close))");
        for (var i = 0; i < 3; i++)
        {
            var value = await Page.InputValueAsync("#where");
            await Page.ClickAsync("#where-problem button.suggestion >> nth=0");
            await Expect(Page.Locator("#where")).Not.ToHaveValueAsync(value);
        }

        await Expect(Page.Locator("#where")).ToHaveValueAsync("close crosses above sma(close, 20)");
        await Expect(Page.Locator(".formula-status >> nth=0")).ToContainTextAsync("Condition");
    }

    [BrowserFact]
    public async Task The_parts_of_a_formula_have_colours()
    {
        await OpenAsync();

        await Page.FillAsync("#where", "weekly.close > sma(30) and my_leader # mine");

        foreach (var (kind, text) in ((string, string)[])[
            ("frame", "weekly"), ("column", "close"), ("function", "sma"), ("number", "30"), ("keyword", "and"), ("formula", "my_leader"),
            ("comment", "# mine")])
            await Expect(Page.Locator($".formula-paper >> nth=0 >> [data-kind={kind}]")).ToHaveTextAsync(text);
        var paper = await Page.Locator(".formula-paper >> nth=0").InnerTextAsync();
        Assert.Equal(await Page.InputValueAsync("#where"), paper.TrimEnd('\u200b'));
    }

    [BrowserFact]
    public async Task Own_columns_are_added_shown_sorted_and_removed()
    {
        await OpenAsync();
        await Page.ClickAsync("#group-columns summary");
        await Page.ClickAsync("#add-column");
        await Page.FillAsync("#formula-columns input", "ratio");
        await Page.FillAsync("#formula-columns textarea", "close / sma(20)");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        var header = Page.Locator("#grid th[data-column=ratio]");
        await header.Locator("button").ClickAsync();
        await DrawnAsync();
        var cells = await CellsAsync("td:last-child");
        Assert.True(cells.Length > 10);
        Assert.Equal(cells.OrderByDescending(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)), cells);
        Assert.Contains("columns=ratio%3A+close+%2F+sma%2820%29", Page.Url, StringComparison.Ordinal);
        await PictureAsync("scan-own-column");
        await Page.ReloadAsync();
        await Expect(Page.Locator("#formula-columns textarea")).ToHaveValueAsync("close / sma(20)");
        await Page.ClickAsync("#group-columns summary");
        await Page.ClickAsync("#formula-columns button");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        await Expect(header).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Rows_are_sorted_by_a_formula()
    {
        await Page.GotoAsync("/?minDollarVolume=0&sort=close+%2F+open&columns=x%3A+close+%2F+open");
        await Page.ClickAsync("#group-order summary");
        await Expect(Page.Locator("#sort-formula")).ToHaveValueAsync("close / open");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        var cells = await CellsAsync("td:last-child");
        Assert.Equal(cells.OrderByDescending(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)), cells);
        Assert.Contains("sort=close+%2F+open", Page.Url, StringComparison.Ordinal);
        await Page.SelectOptionAsync("#sort", "close");

        await Expect(Page.Locator("#sort-formula")).ToBeHiddenAsync();
    }

    /// <summary>Opens the scan page with the condition focused, when the words of the language are known.</summary>
    private async Task OpenAsync()
    {
        await Page.GotoAsync("/");
        await Page.FillAsync("#where", "close");
        await Expect(Page.Locator(".formula-paper >> nth=0 >> [data-kind=column]")).ToHaveTextAsync("close");
        await Page.FillAsync("#where", "");
        await Page.FocusAsync("#where");
        await Page.EvaluateAsync("document.getElementById('minDollarVolume').value = 0");
    }
}
