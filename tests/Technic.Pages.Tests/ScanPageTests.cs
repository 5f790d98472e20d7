using System.Text.Json;
using Microsoft.Playwright;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

public sealed class ScanPageTests(Browser browser) : PageTest(browser)
{
    [BrowserFact]
    public async Task Rows_arrive_while_the_scan_runs_and_are_ranked_at_its_end()
    {
        var rest = new TaskCompletionSource();
        Source.Hold = (symbol, token) => symbol.Text == "S39" ? rest.Task.WaitAsync(token) : Task.CompletedTask;
        await Page.GotoAsync("/?minDollarVolume=0");

        await Page.ClickAsync("#start");
        await Expect(Page.Locator("#run-text")).ToContainTextAsync("39 of 40 symbols");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 39");
        await Expect(Page.Locator("#run")).ToHaveAttributeAsync("data-state", "running");
        await Expect(Page.Locator("#progress")).ToHaveAttributeAsync("aria-valuenow", "97");
        await DrawnAsync();
        Assert.All(await CellsAsync("td.num.dim"), Assert.Empty);
        await PictureAsync("scan-running");
        rest.SetResult();
        await EndOfScanAsync();

        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 40");
        await Expect(Page.Locator("#tiers [data-tier=provider] b")).ToHaveTextAsync("40");
        var ranks = await CellsAsync("td.num.dim");
        Assert.Equal(Enumerable.Range(1, ranks.Length).Select(rank => $"{rank}"), ranks);
        Assert.Contains(await CellsAsync("td.words"), name => name.StartsWith("Company ", StringComparison.Ordinal));
        await PictureAsync("scan");
    }

    [BrowserFact]
    public async Task A_scan_of_lists_has_their_symbols_and_its_link_names_them()
    {
        await Engine.Watches!.SetListAsync("chips", [Symbol.Parse("S01"), Symbol.Parse("S02")], null, default);
        await Engine.Watches.SetListAsync("oil", [Symbol.Parse("S02"), Symbol.Parse("S03")], null, default);
        await Page.GotoAsync("/?minDollarVolume=0");
        await Page.ClickAsync("#group-universe summary");
        await Expect(Page.Locator("#lists-known")).ToHaveTextAsync("Saved: chips, oil");
        await Page.FillAsync("#lists", "chips, oil");
        await Expect(Page.Locator("output[data-of=universe]")).ToHaveTextAsync("2 lists");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 3");
        Assert.Equal(["S01", "S02", "S03"], (await CellsAsync(".symbol a")).Order());
        Assert.Contains("lists=chips&lists=oil", Page.Url, StringComparison.Ordinal);
        var other = await NewPageAsync(Context);
        await other.GotoAsync(Page.Url);
        await Expect(other.Locator("#lists")).ToHaveValueAsync("chips, oil");
        await PictureAsync("scan-lists");
    }

    [BrowserFact]
    public async Task A_stopped_scan_keeps_its_rows_and_the_next_one_resumes()
    {
        var rest = await BeginToHoldAsync();

        await Page.ClickAsync("#cancel");

        await Expect(Page.Locator("#run-text")).ToContainTextAsync("Stopped. 39 unranked rows received");
        await Expect(Page.Locator("#start")).ToBeVisibleAsync();
        rest.SetResult();
        await Page.ClickAsync("#start");
        await EndOfScanAsync();
        await Expect(Page.Locator("#tiers [data-tier=memory] b")).ToHaveTextAsync("39");
    }

    [BrowserFact]
    public async Task The_URL_contains_the_request_and_fills_the_form()
    {
        await Page.GotoAsync("/");
        await Page.FillAsync("#where", "close > 0 and roc1 > -50");
        await Page.FillAsync("#days", "200");
        await Page.ClickAsync("#group-limits summary");
        await Page.FillAsync("#minDollarVolume", "0");
        await Page.ClickAsync("#group-sectors summary");
        await Page.CheckAsync("#group-sectors input[value=Energy]");
        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        var address = new Uri(Page.Url);
        Assert.Equal("?where=close+%3E+0+and+roc1+%3E+-50&days=200&sectors=Energy&minDollarVolume=0", address.Query);
        var other = await NewPageAsync(Context);
        await other.GotoAsync(address.PathAndQuery);
        await Expect(other.Locator("#where")).ToHaveValueAsync("close > 0 and roc1 > -50");
        await Expect(other.Locator("#days")).ToHaveValueAsync("200");
        await Expect(other.Locator("#group-sectors input[value=Energy]")).ToBeCheckedAsync();
        await Expect(other.Locator("#figures")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task A_link_does_not_start_a_scan_and_back_shows_the_previous_scan()
    {
        await Page.GotoAsync("/?minDollarVolume=0");
        await Expect(Page.Locator("#run-text")).ToHaveTextAsync("Scan loaded from link; press Scan.");
        Assert.Empty(Source.Calls);
        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        await Page.ClickAsync("#grid tbody .symbol a >> nth=0");
        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");
        await Page.GoBackAsync();

        await EndOfScanAsync();
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 40");
        await Expect(Page.Locator("#tiers [data-tier=provider] b")).ToHaveTextAsync("40");
        Assert.Equal(40, Source.Calls.Count);
    }

    [BrowserFact]
    public async Task A_reloaded_page_follows_its_running_scan()
    {
        var rest = await BeginToHoldAsync();

        await Page.ReloadAsync();
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 39");
        await Expect(Page.Locator("#run")).ToHaveAttributeAsync("data-state", "running");
        rest.SetResult();
        await EndOfScanAsync();

        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 40");
        Assert.Equal(40, Source.Calls.Count);
    }

    [BrowserFact]
    public async Task A_scan_of_a_closed_page_can_be_shown_by_another_page()
    {
        var rest = await BeginToHoldAsync();
        await Page.CloseAsync();

        Page = await NewPageAsync(Context);
        await Page.GotoAsync("/");
        await Expect(Page.Locator("#running-scans")).ToContainTextAsync("Scan in progress: 39 of 40 symbols.");
        await PictureAsync("scan-running-scans");
        await Page.ClickAsync("#running-scans button:text-is('Show')");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 39");
        rest.SetResult();

        await EndOfScanAsync();
    }

    [BrowserFact]
    public async Task A_lost_connection_loses_neither_the_scan_nor_rows()
    {
        Expected.Add("ERR_");
        await using var line = new Line(Server.Address);
        var rest = await BeginToHoldAsync(line.Address);

        line.Cut();
        await Expect(Page.Locator("#run-text")).ToHaveTextAsync("Connection lost. The scan continues; reconnecting …");
        rest.SetResult();

        await EndOfScanAsync();
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 40");
    }

    [BrowserFact]
    public async Task Advice_about_a_short_window_is_shown()
    {
        await ScanAsync("minDollarVolume=0&asOf=1990-05-01&where=close+%3E+sma200");

        await Expect(Page.Locator("#advice")).ToContainTextAsync("sma200");
    }

    [BrowserFact]
    public async Task An_error_in_the_condition_is_shown_and_selected()
    {
        Expected.Add("400");
        await Page.GotoAsync("/");
        await Page.FillAsync("#where", "close > 10 and rsi41 < 30");

        await Page.ClickAsync("#start");

        await Expect(Page.Locator("#where-problem")).ToContainTextAsync("Unknown column 'rsi41' (did you mean 'rsi14'?)");
        Assert.Equal("rsi41", await Page.EvaluateAsync<string>("getSelection().toString()"));
        await Expect(Page.Locator("#where")).ToBeFocusedAsync();
        await PictureAsync("scan-mistake");
    }

    [BrowserFact]
    public async Task The_start_page_lists_the_presets_and_a_click_scans()
    {
        await Page.GotoAsync("/");
        await PictureAsync("welcome");

        await Page.ClickAsync("#welcome button[data-preset=squeeze]");
        await EndOfScanAsync();

        await Expect(Page.Locator("#where")).ToHaveValueAsync("bb(20, 2).width < 0.06 and volatility(20) < 0.75 * volatility(60)");
        await Expect(Page.Locator("#welcome")).ToBeHiddenAsync();
        await Expect(Page.Locator("#empty")).ToContainTextAsync("No matches");
    }

    [BrowserFact]
    public async Task A_preset_fills_the_form_and_another_one_replaces_it()
    {
        await Page.GotoAsync("/");

        await Page.SelectOptionAsync("#preset", "pullback");
        await Expect(Page.Locator("#days")).ToHaveValueAsync("400");
        await Expect(Page.Locator("#sort")).ToHaveValueAsync("roc63");
        await Page.SelectOptionAsync("#preset", "oversold");

        await Expect(Page.Locator("#where")).ToHaveValueAsync("rsi(14) < 30 and bb(20, 2).percent_b < 0.05");
        await Expect(Page.Locator("#days")).ToHaveValueAsync("400");
        await Expect(Page.Locator("#ascending")).ToHaveValueAsync("true");
    }

    [BrowserFact]
    public async Task A_sorted_column_is_in_order_and_marked()
    {
        await ScanAsync();
        var header = Page.Locator("#grid th[data-column=close]");

        await header.Locator("button").ClickAsync();
        await Expect(header).ToHaveAttributeAsync("aria-sort", "descending");
        var falling = await ClosesAsync();
        await header.Locator("button").ClickAsync();
        await Expect(header).ToHaveAttributeAsync("aria-sort", "ascending");
        var rising = await ClosesAsync();

        Assert.Equal(falling.OrderDescending(), falling);
        Assert.Equal(rising.Order(), rising);

        async Task<double[]> ClosesAsync()
        {
            await DrawnAsync();
            return await Page.EvaluateAsync<double[]>(
                """
                () => { const at = [...document.querySelectorAll("#grid thead th")].findIndex((th) => th.dataset.column === "close");
                  return [...document.querySelectorAll("#grid tbody tr:not(.spacer):not([hidden])")]
                    .map((row) => Number(row.cells[at].innerText.replaceAll(",", ""))); }
                """);
        }
    }

    [BrowserFact]
    public async Task Rows_are_filtered_by_text_and_by_signal()
    {
        await ScanAsync();

        await Page.FillAsync("#filter", "energy company");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 14 (40)");
        await Page.FillAsync("#filter", "no such thing");
        await Expect(Page.Locator("#empty")).ToHaveTextAsync("No row matches the filter.");
        await Page.FillAsync("#filter", "");
        var chip = Page.Locator("#chips .chip:not(:has(b:text-is('0'))) >> nth=0");
        var signal = await chip.GetAttributeAsync("data-signal");
        await chip.ClickAsync();
        await Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
        await DrawnAsync();
        var shown = await Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#grid tbody tr:not([hidden]) .signal')].map((badge) => badge.dataset.signal)");
        Assert.NotEmpty(shown);
        Assert.All(shown, own => Assert.Equal(signal, own));
    }

    [BrowserFact]
    public async Task Every_row_is_reached_by_keyboard_and_opens_its_symbol()
    {
        await ScanAsync();

        await Page.FocusAsync("#grid tbody .symbol a[tabindex='0']");
        await Page.Keyboard.PressAsync("End");
        await DrawnAsync();
        var last = await Page.EvaluateAsync<string>("document.activeElement.innerText");
        await Page.Keyboard.PressAsync("Home");
        await Page.Keyboard.PressAsync("ArrowDown");
        var second = await Page.EvaluateAsync<string>("document.activeElement.innerText");
        Assert.NotEqual(last, second);
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("#ticker")).ToHaveTextAsync(second);
    }

    [BrowserFact]
    public async Task Excluded_symbols_are_counted_by_rule_and_reason()
    {
        foreach (var i in (int[])[1, 2]) Source.WithoutBars[Symbol.Parse($"S{i:D2}")] = true;
        Source.Refuse = symbol => symbol.Text == "S03"
            ? new PriceSourceException(PriceSourceFailure.BadData, "The answer of S03 cannot be read.") : null;

        await ScanAsync("minDollarVolume=0&minPrice=60");
        await Page.ClickAsync("#excluded summary");

        await Expect(Page.Locator("#excluded summary")).ToContainTextAsync("3 failed");
        await Expect(Page.Locator("#failures")).ToContainTextAsync("S01, S02");
        await Expect(Page.Locator("#failures")).ToContainTextAsync("The answer of … cannot be read.");
        await PictureAsync("scan-excluded");
    }

    [BrowserFact]
    public async Task A_stale_row_is_marked()
    {
        // After a day the scan of the page has expired on the server.
        Expected.Add("404");
        await ScanAsync();
        Time.Advance(TimeSpan.FromDays(1));
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is out of reach.");

        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        await Expect(Page.Locator("#grid .stale:visible >> nth=0")).ToHaveTextAsync("stale");
        await Expect(Page.Locator("#figures div[data-tone=warn] dd")).ToHaveTextAsync("40");
    }

    [BrowserFact]
    public async Task Columns_can_be_selected_saved_and_added_to_the_condition()
    {
        await ScanAsync();

        await Page.ClickAsync("#choose-columns");
        await Page.FillAsync("#columns-filter", "adx");
        await Page.CheckAsync("#column-adx14");
        await Page.ClickAsync("#column-list button:text-is('adx14')");

        await Expect(Page.Locator("#where")).ToHaveValueAsync("adx14 ");
        await Expect(Page.Locator("#grid th[data-column=adx14]")).ToBeVisibleAsync();
        await Page.ReloadAsync();
        await Expect(Page.Locator("#grid th[data-column=adx14]")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_displayed_rows_are_exported_as_CSV_and_JSON_with_all_columns()
    {
        await ScanAsync();
        await Page.FillAsync("#filter", "energy");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 14 (40)");

        var csv = (await DownloadAsync("#export-csv")).TrimEnd('\n').Split('\n');
        var json = JsonElement.Parse(await DownloadAsync("#export-json"));

        Assert.Equal(15, csv.Length);
        Assert.StartsWith("rank,symbol,name,exchange,type,sector", csv[0], StringComparison.Ordinal);
        Assert.All(csv[1..], line => Assert.Contains(",Energy,", line, StringComparison.Ordinal));
        Assert.Equal(14, json.GetProperty("rows").GetArrayLength());
        Assert.Equal(40, json.GetProperty("summary").GetProperty("ranked").GetInt32());
    }

    [BrowserFact]
    public async Task An_uploaded_list_is_scanned_with_its_names_and_invalid_symbols_are_counted()
    {
        await Page.GotoAsync("/?minDollarVolume=0");
        await Page.ClickAsync("#group-universe summary");
        await Page.SetInputFilesAsync("#universe-file", new FilePayload
        {
            Name = "mine.csv",
            MimeType = "text/csv",
            Buffer = "symbol,Name,sector\nS01,\"One, and \"\"only\"\"\",Energy\nBRK/B,Berkshire,Financials\n!!,None,\n"u8.ToArray(),
        });
        await Expect(Page.Locator("#universe-status")).ToHaveTextAsync("mine.csv: 2 symbols, 1 line skipped.");

        await Page.ClickAsync("#start");
        await EndOfScanAsync();

        Assert.Equal(["BRK.B", "S01"], (await CellsAsync(".symbol")).Order());
        Assert.Contains("One, and \"only\"", await CellsAsync("td.words"));
        await Expect(Page.Locator("#figures dd >> nth=0")).ToHaveTextAsync("3");
    }

    [BrowserFact]
    public async Task A_stopped_server_is_reported()
    {
        Expected.Add("ERR_CONNECTION_REFUSED");
        await Page.GotoAsync("/");
        await Server.StopAsync();

        await Page.ClickAsync("#start");

        await Expect(Page.Locator("#problem")).ToHaveTextAsync("Cannot connect to the server. It may be stopped, or the network is down.");
        await Expect(Page.Locator("#start")).ToBeVisibleAsync();
    }

    /// <summary>Starts a scan whose last symbol is held back, and waits for all other rows.</summary>
    private async Task<TaskCompletionSource> BeginToHoldAsync(Uri? server = null)
    {
        var rest = new TaskCompletionSource();
        Source.Hold = (symbol, token) => symbol.Text == "S39" ? rest.Task.WaitAsync(token) : Task.CompletedTask;
        await Page.GotoAsync(new Uri(server ?? Server.Address, "/?minDollarVolume=0").ToString());
        await Page.ClickAsync("#start");
        await Expect(Page.Locator("#shown")).ToContainTextAsync("of 39");
        return rest;
    }

    private async Task<string> DownloadAsync(string button)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.ClickAsync(button));
        return await File.ReadAllTextAsync(await download.PathAsync());
    }
}
