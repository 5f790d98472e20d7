using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>Tests for all pages.</summary>
public sealed class EveryPageTests(Browser browser) : PageTest(browser)
{
    public static TheoryData<string> Pages => ["/", "/watches", "/study", "/symbols/S01", "/cache", "/data", "/cluster"];

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task A_phone_needs_no_horizontal_scrolling(string path)
    {
        Page = await NewPageAsync(
            new BrowserNewContextOptions {
                ViewportSize = new ViewportSize { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true });
        await Page.GotoAsync(path);
        if (path == "/")
        {
            await Page.ClickAsync("#group-limits summary");
            await Page.FillAsync("#minDollarVolume", "0");
            await Page.ClickAsync("#start");
            await EndOfScanAsync();
        }
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle, new() { Timeout = 10_000 });

        Assert.InRange(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 360);
        await PictureAsync($"phone-{NameOf(path)}");
    }

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task Every_control_has_an_accessible_name(string path)
    {
        await Page.GotoAsync(path);

        var nameless = await Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll(
              "input, select, textarea, button, a[href], [role=img], [role=meter], [role=progressbar], dialog, table")]
              .filter((one) => !one.parentElement.closest("[role=img]") && !(
                one.labels?.length || one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
                || one.textContent.trim() || one.title))
              .map((one) => one.outerHTML.slice(0, 120))
            """);

        Assert.Empty(nameless);
        Assert.Equal(1, await Page.Locator("h1").CountAsync());
        Assert.Empty(await Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('th:not([scope])')].map((one) => one.outerHTML)"));
        Assert.Empty(await Page.EvaluateAsync<string[]>(
            "() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); return ids.filter((id, i) => "
                + "ids.indexOf(id) !== i); }"));
    }

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task Text_has_sufficient_contrast_in_both_themes(string path)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            Page = await NewPageAsync(new BrowserNewContextOptions { ColorScheme = scheme });
            await Page.GotoAsync(path);

            // WCAG 2.2, 1.4.3: at least 4.5 to 1, between text and background colours.
            var faint = await Page.EvaluateAsync<string[]>(
                """
                () => { const style = getComputedStyle(document.documentElement);
                  const channels = (name) => style.getPropertyValue(`--${name}`).trim().slice(1, 7)
                    .match(/../g).map((hex) => parseInt(hex, 16) / 255);
                  const light = (name) => channels(name)
                    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
                  return ["ink", "soft", "up", "down", "accent", "warn"]
                    .flatMap((text) => ["ground", "panel"].map((ground) => [text, ground, ratio(text, ground)]))
                    .filter(([, , value]) => value < 4.5).map((parts) => parts.join(" ")); }
                """);

            Assert.Empty(faint);
        }
    }

    [BrowserFact]
    public async Task The_theme_follows_the_system_and_a_selection_is_saved()
    {
        await Page.GotoAsync("/cache");
        Assert.Equal("dark", await SchemeAsync());

        await Page.ClickAsync("#theme");
        await Page.ClickAsync("#theme");
        Assert.Equal("light", await SchemeAsync());
        await Page.GotoAsync("/symbols/S01");
        await Expect(Page.Locator("#symbol-page")).ToHaveAttributeAsync("data-state", "shown");

        Assert.Equal("light", await SchemeAsync());
        await PictureAsync("symbol-light");

        Task<string> SchemeAsync() => Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme");
    }

    [BrowserFact]
    public async Task Focus_is_visible_and_the_first_link_skips_to_content()
    {
        await Page.GotoAsync("/cluster");

        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.Locator(".skip")).ToBeFocusedAsync();
        await Expect(Page.Locator(".skip")).ToBeInViewportAsync();
        await Page.Keyboard.PressAsync("Tab");

        Assert.Equal("solid", await Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }

    private static string NameOf(string path) => path.Trim('/').Split('/')[0] is { Length: > 0 } name ? name : "scan";
}
