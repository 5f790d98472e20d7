using Microsoft.Playwright;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Watches;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>The page of watches and lists of symbols.</summary>
public sealed class WatchesPageTests(Browser browser) : PageTest(browser)
{
    private ILocator Rises => Page.Locator("[data-watch=rises]");

    [BrowserFact]
    public async Task The_empty_page_says_how_to_make_a_watch()
    {
        await Page.GotoAsync("/");
        await Page.ClickAsync("nav a:text-is('Watches')");

        await Expect(Page.Locator("#watches-lead")).ToContainTextAsync("No watches yet.");
        await Expect(Page.Locator("#no-watches")).ToContainTextAsync("Save as watch");
        await Expect(Page.Locator("#no-lists")).ToBeVisibleAsync();
        await PictureAsync("watches-empty");
    }

    [BrowserFact]
    public async Task A_scan_is_saved_as_a_watch_checked_and_deleted()
    {
        Expected.Add("400");
        await ScanAsync("where=close+%3E+sma20&minDollarVolume=0&columns=up:+roc(5)");
        var rows = await CellsAsync(".symbol a");
        await Page.ClickAsync("#watch");
        await Page.FillAsync("#watch-name", "My rises");
        await Page.ClickAsync("#watch-dialog .primary");
        await Expect(Page.Locator("#watch-dialog [role=alert]")).ToContainTextAsync("Invalid name 'My rises' of a watch");
        await PictureAsync("scan-watch");
        await Page.FillAsync("#watch-name", "rises");
        await Page.FillAsync("#watch-note", "Above the average.");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#watched")).ToContainTextAsync("Saved as watch 'rises'.");
        await PictureAsync("scan-watched");

        await Page.ClickAsync("#watched a");
        await Expect(Rises).ToContainTextAsync("Above the average.");
        await Expect(Rises.Locator(".mono")).ToContainTextAsync("where: close > sma20");
        await Rises.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Rises.Locator("summary").ClickAsync();
        await Expect(Rises.Locator("details a")).ToHaveTextAsync(rows);
        await Rises.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Page.ClickAsync("#delete-dialog button[value=delete]");

        await Expect(Page.Locator("#no-watches")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_watch_keeps_the_preset_and_what_differs_from_it()
    {
        Assert.Equal("""{"preset":"oversold"}""", await SavedAsync(() => Task.CompletedTask));
        Assert.Equal(
            """{"preset":"oversold","symbols":["S01","S02"],"days":300,"minDollarVolume":0,"sort":"roc63"}""",
            await SavedAsync(async () =>
            {
                await Page.FillAsync("#days", "300");
                await Page.SelectOptionAsync("#sort", "roc63");
                await Page.FillAsync("#minDollarVolume", "0");
                await Page.FillAsync("#symbols", "S01 S02");
            }));
        // Without its condition, the preset is no more what the form says.
        Assert.Equal(
            """{"minRating":5,"sort":"rsi14","ascending":true}""",
            await SavedAsync(async () =>
            {
                await Page.FillAsync("#where", "");
                await Page.FillAsync("#minRating", "5");
            }));

        async Task<string> SavedAsync(Func<Task> change)
        {
            await Page.GotoAsync("/");
            await Page.SelectOptionAsync("#preset", "oversold");
            await Page.EvaluateAsync("() => document.querySelectorAll('details').forEach((group) => group.open = true)");
            await change();
            await Page.ClickAsync("#start");
            await EndOfScanAsync();
            await Page.ClickAsync("#watch");
            await Page.FillAsync("#watch-name", "saved");
            await Page.ClickAsync("#watch-dialog .primary");
            await Expect(Page.Locator("#watched")).ToContainTextAsync("Saved as watch 'saved'.");
            return (await Engine.Watches!.FindWatchAsync("saved", default))!.Watch.Scan.Json;
        }
    }

    [BrowserFact]
    public async Task A_scan_that_cannot_be_watched_is_explained_in_the_dialog()
    {
        Expected.Add("400");
        await ScanAsync("where=close+%3E+1&minDollarVolume=0&asOf=2026-03-04");
        await Page.ClickAsync("#watch");
        await Page.FillAsync("#watch-name", "past");

        await Page.ClickAsync("#watch-dialog .primary");

        await Expect(Page.Locator("#watch-dialog [role=alert]")).ToHaveTextAsync(
            "A watch is about the newest session: asOf is not possible.");
        await Page.ClickAsync("#watch-dialog button[type=button]");
        await Expect(Page.Locator("#watch-dialog")).ToBeHiddenAsync();
        Assert.Empty(await Engine.Watches!.GetWatchesAsync(default));
    }

    [BrowserFact]
    public async Task A_check_shows_what_entered_and_left_with_links_to_the_symbols()
    {
        await WatchRisesAsync();
        await Page.GotoAsync("/watches");
        await Expect(Rises).ToContainTextAsync("No report yet.");

        await Rises.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Expect(Rises).ToContainTextAsync("the first check");
        await Expect(Rises.GetByRole(AriaRole.Button, new() { Name = "Check now" })).ToBeFocusedAsync();
        Time.Advance(TimeSpan.FromDays(7));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Rises).ToContainTextAsync("compared with 2026-03-11");

        var report = (await Engine.Watches!.FindWatchAsync("rises", default))!.Report!;
        Assert.NotEmpty(report.Entered);
        Assert.NotEmpty(report.Left);
        await Expect(Page.Locator("#done")).ToHaveTextAsync(
            $"'rises' checked: {report.Matches.Count} matches, {report.Entered.Count} entered, {report.Left.Count} left.");
        await Expect(Rises.Locator(".facts dd")).ToHaveTextAsync(
            ["2026-03-18", $"{report.Matches.Count}", $"{report.Entered.Count}", $"{report.Left.Count}", "0"]);
        await Expect(Rises.Locator("h3:text-is('Entered') + ul a")).ToHaveTextAsync(report.Entered.Select(symbol => symbol.Text));
        await Expect(Rises.Locator("h3:text-is('Left') + ul li")).ToHaveTextAsync(
            report.Left.Select(missed => $"{missed.Symbol} {missed.Reason}"));
        await Rises.Locator("summary").ClickAsync();
        await Expect(Rises.Locator("details li")).ToHaveTextAsync(
            report.Matches.Select(match => $"{match.Symbol} since {match.Since:yyyy-MM-dd}"));
        await PictureAsync("watches");
        await Rises.Locator("h3:text-is('Entered') + ul a").First.ClickAsync();

        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");
        Assert.EndsWith($"/symbols/{report.Entered[0]}", Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_problem_of_a_check_is_shown_until_the_next_one_succeeds()
    {
        await WatchRisesAsync();
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is down.");
        await Page.GotoAsync("/watches");

        await Rises.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Expect(Rises.Locator(".notice")).ToContainTextAsync("The provider is down.");
        await Expect(Rises).ToContainTextAsync("No report yet.");
        Source.Refuse = _ => null;
        await Rises.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();

        await Expect(Rises.Locator(".facts dd").First).ToHaveTextAsync("2026-03-11");
        await Expect(Rises.Locator(".notice")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Unknown_symbols_have_their_reason_and_long_lists_are_cut()
    {
        var matches = string.Join(',', Enumerable.Range(0, 250).Select(
            i => $$"""{"symbol": "M{{i}}", "since": "2026-03-10", "close": 1, "rating": 2}"""));
        await Page.RouteAsync("**/api/watches", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = $$$"""
                [{"name": "many", "scan": {"where": "<b>x</b>"}, "note": "<b>note</b>", "updatedAt": "2026-03-11T00:00:00Z",
                  "report": {"asOf": "2026-03-11", "checkedAt": "2026-03-12T00:00:00Z", "comparedWith": "2026-03-10", "source": "scripted",
                    "data": "preliminary", "stale": 1, "failed": 2, "entered": [], "left": [],
                    "unknown": [{"symbol": "BRK.B", "since": "2026-03-09", "reason": "no prices"}], "matches": [{{{matches}}}]}}]
                """,
        }));

        await Page.GotoAsync("/watches");

        var card = Page.Locator("[data-watch=many]");
        await Expect(card.Locator("h3:text-is('Unknown') + ul li")).ToHaveTextAsync("BRK.B no prices");
        await Expect(card).ToContainTextAsync("preliminary data; 1 stale row; 2 symbols failed.");
        await Expect(card).ToContainTextAsync("where: <b>x</b>");
        await card.Locator("summary").ClickAsync();
        await Expect(card.Locator("details a")).ToHaveCountAsync(200);
        await Expect(card.Locator("details li").Last).ToHaveTextAsync("and 50 more");
    }

    [BrowserFact]
    public async Task A_watch_is_deleted_after_a_question()
    {
        await WatchRisesAsync();
        await Page.GotoAsync("/watches");

        await Rises.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(Page.Locator("#delete-title")).ToHaveTextAsync("Delete the watch 'rises'?");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Rises).ToBeVisibleAsync();
        await Rises.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Page.ClickAsync("#delete-dialog button[value=delete]");

        await Expect(Page.Locator("#done")).ToHaveTextAsync("Watch 'rises' deleted.");
        await Expect(Rises).ToHaveCountAsync(0);
        Assert.Empty(await Engine.Watches!.GetWatchesAsync(default));
    }

    [BrowserFact]
    public async Task A_list_is_made_edited_and_deleted()
    {
        Expected.Add("400");
        await Page.GotoAsync("/watches");
        await Page.ClickAsync("#new-list");
        await Page.FillAsync("#list-name", "Chips!");
        await Page.FillAsync("#list-symbols", "S01, S02\nbrk/b");
        await Page.FillAsync("#list-note", "Semi<b>conductors</b>");
        await Page.ClickAsync("#list-dialog .primary");
        await Expect(Page.Locator("#list-dialog [role=alert]")).ToContainTextAsync("Invalid name 'Chips!' of a list");
        await PictureAsync("watches-list");
        await Page.FillAsync("#list-name", "chips");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("#done")).ToHaveTextAsync("List 'chips' saved.");
        await Expect(Page.Locator("#list-dialog")).ToBeHiddenAsync();
        await Expect(Page.Locator("#list-rows tr")).ToContainTextAsync("3: S01, S02, BRK.B");
        await Expect(Page.Locator("#list-rows tr")).ToContainTextAsync("Semi<b>conductors</b>");
        await Page.ClickAsync("#list-rows button:text-is('Edit …')");
        await Expect(Page.Locator("#list-symbols")).ToHaveValueAsync("S01, S02, BRK.B");
        await Page.FillAsync("#list-symbols", "S03");
        await Page.ClickAsync("#list-dialog .primary");
        await Expect(Page.Locator("#list-rows tr")).ToContainTextAsync("1: S03");
        Assert.Equal([Symbol.Parse("S03")], (await Engine.Watches!.FindListAsync("chips", default))!.Symbols);
        await Page.ClickAsync("#list-rows button:text-is('Delete …')");
        await Page.ClickAsync("#delete-dialog button[value=delete]");

        await Expect(Page.Locator("#no-lists")).ToBeVisibleAsync();
        Assert.Empty(await Engine.Watches!.GetListsAsync(default));
    }

    /// <summary>Saves a watch that some symbols enter and leave every day.</summary>
    private async Task WatchRisesAsync() => await Engine.Watches!.SetWatchAsync(
        "rises", SavedScan.Read("""{"where": "close > sma20", "minDollarVolume": 0}"""u8.ToArray()), "Rising.", default);
}
