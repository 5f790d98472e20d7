using System.Diagnostics;
using Technic.Testing;
using static Microsoft.Playwright.Assertions;

namespace Technic.Pages.Tests;

/// <summary>The pages of <c>technic serve</c> in a separate process.</summary>
public sealed class ServeTests(Browser browser) : PageTest(browser)
{
    [BrowserFact]
    public async Task Technic_serve_serves_the_pages_and_scans_its_market_in_them()
    {
        using var folder = new TemporaryFolder();
        using var program = Start("serve", "--port", "0", "--source", "synthetic", "--synthetic-symbols", "300", "--data", folder.Path);
        try
        {
            var address = await program.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

            await Page.GotoAsync(address!);
            await Page.ClickAsync("#start");
            await EndOfScanAsync();

            await Expect(Page.Locator("#source")).ToHaveTextAsync("synthetic prices");
            await Expect(Page.Locator("#figures dd >> nth=0")).ToHaveTextAsync("300");
            await PictureAsync("serve");
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync();
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "technic.dll"))) start.ArgumentList.Add(argument);
        start.Environment.Remove("POLYGON_API_KEY");
        return Process.Start(start)!;
    }
}
