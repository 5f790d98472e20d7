using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Studies;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>The study page: form, progress, cancel, figures, charts, signals, addresses; and its links from the scan page.</summary>
public sealed class StudyPageTests(Browser browser) : PageTest(browser)
{
    private const string Breakout = "close > highest(high, 20)[1]";

    protected override IPriceSource Prices => new SyntheticMarket(symbols: 40, time: Time);

    [BrowserFact]
    public async Task A_study_shows_its_verdict_first_then_figures_charts_and_signals()
    {
        await StudyAsync(Breakout, ("from", "2025-01-02"), ("horizons", "1, 5, 20"), ("costs", "10"));

        await Expect(Page.Locator("#verdict h2")).ToContainTextAsync("the market: ");
        await Expect(Page.Locator("#verdict h2")).ToContainTextAsync("over 20 sessions");
        await Expect(Page.Locator("#warnings li").Filter(new() { HasText = "Dividends are not included" })).ToHaveCountAsync(1);
        await Expect(Page.Locator("#horizon-figures")).ToBeVisibleAsync();
        await Expect(Page.Locator("#horizon-figures tbody tr")).ToHaveCountAsync(3);
        await Expect(Page.Locator("#horizon-figures tbody th")).ToHaveTextAsync(["1", "5", "20"]);
        await Expect(Page.Locator("#equity canvas >> nth=0")).ToBeVisibleAsync();
        await Expect(Page.Locator("#equity")).ToHaveAttributeAsync("aria-label", new Regex("a year after costs, drawdown −"));
        await Expect(Page.Locator("#decay polygon.band")).ToHaveCountAsync(1);
        Assert.InRange(await Page.Locator("#distribution rect").CountAsync(), 20, 40);
        await Expect(Page.Locator("#distribution-horizon [aria-pressed=true]")).ToHaveTextAsync("20");
        await Page.ClickAsync("#distribution-horizon [data-sessions='5']");
        await Expect(Page.Locator("#distribution")).ToHaveAttributeAsync("aria-label", new Regex("^Returns over 5 sessions"));
        foreach (var part in (string[])["year", "sector", "regime", "dollarVolume"])
            await Expect(Page.Locator($"#parts [data-part={part}] tbody tr >> nth=0")).ToBeVisibleAsync();
        await Expect(Page.Locator("#deciles-card")).ToBeHiddenAsync();
        await Expect(Page.Locator("#trades-section")).ToBeHiddenAsync();
        await DrawnAsync();
        await PictureAsync("study");
        await Page.Locator("#events").ScrollIntoViewIfNeededAsync();
        await PictureAsync("study-signals");
    }

    [BrowserFact]
    public async Task A_study_of_lists_has_their_symbols_and_an_unknown_list_is_explained()
    {
        Expected.Add("400");
        await Engine.Watches!.SetListAsync("mine", [Symbol.Parse("SYN00001"), Symbol.Parse("SYN00002")], null, default);
        await Page.GotoAsync("/study?where=close+%3E+sma%2810%29&from=2025-06-02&horizons=5&lists=mien");
        await Expect(Page.Locator("output[data-of=filters]")).ToHaveTextAsync("1 set");
        await Page.ClickAsync("#start");
        await Expect(Page.Locator("#problem")).ToContainTextAsync("Unknown list 'mien' (did you mean 'mine'?).");

        await Page.ClickAsync("#group-filters summary");
        await Expect(Page.Locator("#lists-known")).ToHaveTextAsync("Saved: mine");
        await Page.FillAsync("#lists", "mine");
        await Page.ClickAsync("#start");
        await EndOfStudyAsync();

        var kept = (await Engine.Kept!.ListAsync(default))[0];
        var study = (await Engine.Kept.FindAsync(kept.Id, default))!.Result!;
        Assert.Equal(2, study.UniverseSymbols);
        Assert.Contains("lists=mine", Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_figures_are_those_of_the_server()
    {
        await StudyAsync(Breakout, ("from", "2025-06-02"), ("horizons", "5"));

        var request = new StudyRequest
        {
            Scan = StudyRequest.EveryRow with { Where = Breakout }, From = new DateOnly(2025, 6, 2), Horizons = [5],
        };
        var study = (await Engine.StudyAsync([request], _ => { }, CancellationToken.None))[0];
        var cells = await Page.Locator("#horizon-figures tbody td").AllInnerTextsAsync();
        Assert.Equal(study.Horizons[0].Signals.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), cells[0]);
        Assert.Equal(Percent(study.Horizons[0].Mean), cells[1]);
        Assert.Equal(Percent(study.Horizons[0].ExcessMean), cells[5]);

        static string Percent(double fraction) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{100 * fraction:+0.00;-0.00;0.00} %").Replace('-', '−');
    }

    [BrowserFact]
    public async Task Deciles_trades_and_the_spread_are_shown_when_they_are_asked_for()
    {
        await Page.GotoAsync("/study?from=2025-06-02&horizons=5%2C+20&rankBy=roc%2820%29&exit=close+%3C+sma%2820%29&positions=5"
            + "&capital=1000000&spread=true&walkForward=6m%2F3m");
        await Expect(Page.Locator("#run-text")).ToHaveTextAsync("Study loaded from link; press Study.");
        await Expect(Page.Locator("output[data-of=trades]")).ToHaveTextAsync("3 set");
        await Page.ClickAsync("#start");
        await EndOfStudyAsync();

        await Expect(Page.Locator("#deciles rect")).ToHaveCountAsync(10);
        await Expect(Page.Locator("#deciles-note")).ToContainTextAsync("roc(20), 20 sessions: spread");
        await Expect(Page.Locator("#trades dt >> nth=0")).ToHaveTextAsync("Trades");
        await Expect(Page.Locator("#horizon-figures thead")).ToContainTextAsync("And spread");
        await Expect(Page.Locator("#parts [data-part=span] tbody tr >> nth=1")).ToBeVisibleAsync();
        await PictureAsync("study-deciles");
    }

    [BrowserFact]
    public async Task The_address_of_a_study_shows_it_again_after_a_reload()
    {
        await StudyAsync(Breakout, ("from", "2025-06-02"), ("horizons", "5"));
        var (address, verdict) = (Page.Url, await Page.InnerTextAsync("#verdict h2"));

        var other = await NewPageAsync(Context);
        await other.GotoAsync(address);

        await Expect(other.Locator("#study-page")).ToHaveAttributeAsync("data-state", "shown");
        await Expect(other.Locator("#verdict h2")).ToHaveTextAsync(verdict);
        await Expect(other.Locator("#where")).ToHaveValueAsync(Breakout);
        await Expect(other.Locator("#horizon-figures tbody tr")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task An_expired_study_can_be_run_again()
    {
        Expected.Add("404");
        await Page.GotoAsync("/study?where=close+%3E+sma%2850%29&from=2025-12-01&horizons=1&study=0123456789abcdef01234567");

        await Expect(Page.Locator("#run-text")).ToHaveTextAsync("This study has expired; press Study to run it again.");
        await Page.ClickAsync("#start");

        await EndOfStudyAsync();
    }

    [BrowserFact]
    public async Task A_running_study_is_cancelled_on_the_server()
    {
        // The first status of the study is held back, so that it is still running for the page.
        var held = new TaskCompletionSource();
        await Page.RouteAsync(new Regex("/api/studies/[0-9a-f]+$"), async route =>
        {
            if (route.Request.Method == "GET") await held.Task;
            await route.ContinueAsync();
        });
        await Page.GotoAsync("/study");
        await Page.FillAsync("#where", Breakout);
        await Page.ClickAsync("#start");
        await Expect(Page.Locator("#study-page")).ToHaveAttributeAsync("data-state", "running");
        await Expect(Page).ToHaveURLAsync(new Regex("study=[0-9a-f]{24}"));
        await Expect(Page.Locator("#start")).ToBeHiddenAsync();

        await Page.ClickAsync("#cancel");

        await Expect(Page.Locator("#run-text")).ToHaveTextAsync("The study was cancelled.");
        Expected.Add("404");
        held.SetResult();
        using var http = new HttpClient { BaseAddress = Server.Address };
        Assert.Equal("[]", await http.GetStringAsync("/api/studies"));
        await Expect(Page.Locator("#start")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_signal_opens_the_chart_of_its_symbol_as_of_its_day()
    {
        await StudyAsync(Breakout, ("from", "2025-06-02"), ("horizons", "5"));
        await DrawnAsync();
        var row = Page.Locator("#events tbody tr:not(.spacer) >> nth=0");
        var (day, symbol) = (await row.Locator("td >> nth=0").InnerTextAsync(), await row.Locator("th").InnerTextAsync());

        await row.Locator("td >> nth=1").ClickAsync();

        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");
        await Expect(Page.Locator("#ticker")).ToHaveTextAsync(symbol);
        await Expect(Page.Locator("#window-asOf")).ToHaveValueAsync(day);
    }

    [BrowserFact]
    public async Task Another_theme_draws_the_portfolio_again_and_does_not_load_the_page_again()
    {
        await StudyAsync(Breakout, ("from", "2025-06-02"), ("horizons", "5"));
        await DrawnAsync();
        await Page.EvaluateAsync("() => { window.isSame = document.querySelector('#equity canvas').isSame = true; }");

        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(Page.Locator("#equity canvas >> nth=0")).ToBeVisibleAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('#equity canvas')?.isSame === undefined");

        Assert.True(await Page.EvaluateAsync<bool>("() => window.isSame === true"));
    }

    [BrowserFact]
    public async Task The_condition_is_completed_and_an_error_is_shown_in_it()
    {
        Expected.Add("400");
        await Page.GotoAsync("/study");
        await Page.FocusAsync("#where");
        await Page.Keyboard.TypeAsync("close > ke");
        await Expect(Page.Locator("#formula-box-1-list li >> nth=0")).ToContainTextAsync("keltner(20, 2, 10)");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.Locator("#where")).ToHaveValueAsync("close > keltner(20, 2, 10)");
        await Page.FillAsync("#where", "close > rsi41");
        await Page.Keyboard.PressAsync("Escape");
        await Page.ClickAsync("#start");

        await Expect(Page.Locator("#run-text")).ToHaveTextAsync("Invalid request.");
        await Expect(Page.Locator("#where-problem")).ToContainTextAsync("Unknown column 'rsi41'");
    }

    [BrowserFact]
    public async Task One_button_of_the_scan_page_studies_its_condition_with_its_filters()
    {
        await ScanAsync("minDollarVolume=0&minPrice=2&where=close+%3E+sma%2850%29");

        await Page.ClickAsync("#study");

        await EndOfStudyAsync();
        await Expect(Page.Locator("#where")).ToHaveValueAsync("close > sma(50)");
        await Expect(Page.Locator("#minPrice")).ToHaveValueAsync("2");
        using var http = new HttpClient { BaseAddress = Server.Address };
        var id = Regex.Match(Page.Url, "study=([0-9a-f]+)").Groups[1].Value;
        var study = System.Text.Json.JsonElement.Parse(await http.GetStringAsync($"/api/studies/{id}")).GetProperty("study");
        Assert.StartsWith("(close > sma(50)) and (close >= 2)", study.GetProperty("formula").GetString(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_card_of_a_preset_shows_its_kept_study_with_market_and_day()
    {
        var request = new StudyRequest
        {
            Scan = StudyRequest.EveryRow with { Where = Breakout }, From = new DateOnly(2025, 6, 2), Horizons = [5],
        };
        var run = await Engine.StudiesAsync(CancellationToken.None);
        var study = (await run.RunAsync([request], _ => { }, CancellationToken.None))[0];
        await run.KeepPresetsAsync([("breakout", study)], CancellationToken.None);

        await Page.GotoAsync("/");

        var card = Page.Locator("#welcome button[data-preset=breakout] .preset-study");
        await Expect(card).ToContainTextAsync("against the market over 5 sessions");
        await Expect(card).ToContainTextAsync("2025-06-02 to 2026-");
        await Expect(card).ToContainTextAsync($"Studied {Time.GetUtcNow().UtcDateTime:yyyy-MM-dd}: ");
        await Expect(card).ToContainTextAsync("ynthetic");
        await Expect(Page.Locator("#welcome button[data-preset=momentum] .preset-study")).ToBeHiddenAsync();
        await PictureAsync("scan-preset-study");
    }

    private async Task StudyAsync(string where, params (string Id, string Value)[] fields)
    {
        await Page.GotoAsync("/study");
        await Page.FillAsync("#where", where);
        await Page.Keyboard.PressAsync("Escape");
        foreach (var (id, value) in fields) await Page.FillAsync($"#{id}", value);
        await Page.ClickAsync("#start");
        await EndOfStudyAsync();
    }

    private async Task EndOfStudyAsync()
    {
        await Expect(Page.Locator("#study-page")).ToHaveAttributeAsync("data-state", "shown", new() { Timeout = 60_000 });
        await DrawnAsync();
    }
}
