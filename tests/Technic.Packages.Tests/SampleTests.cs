using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Technic.Packages.Tests;

[CollectionDefinition(nameof(PackedSamples))]
public sealed class PackedSamplesCollection : ICollectionFixture<PackedSamples>;

/// <summary>The samples, as a user of the packages builds and runs them.</summary>
[Collection(nameof(PackedSamples))]
public sealed partial class SampleTests(PackedSamples packed)
{
    [Fact]
    public async Task The_console_program_scans_cold_with_requests_and_warm_without()
    {
        var output = await RunAsync("console", "ColdAndWarm", packed.NewData());

        Assert.Matches(@"(?m)^cold: (\d+) matches, 500 requests, ", output);
        Assert.Matches(@"(?m)^warm: (\d+) matches, 0 requests, ", output);
        var tables = output.Split("warm:");
        Assert.Equal(Rows().Count(tables[0]), Rows().Count(tables[1]));
        Assert.Equal(5, Rows().Count(tables[0]));
    }

    [Fact]
    public async Task The_worker_scans_logs_and_ends_with_its_host()
    {
        var output = await RunAsync("worker", "Worker", "--once", "true", "--folder", packed.NewData());

        Assert.Matches(@"\d+ stocks make a new high", output);
        Assert.Contains("Application is shutting down", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_source_is_scanned()
    {
        var output = await RunAsync("own-source", "OwnSource", packed.NewData());

        Assert.Contains("json-folder: 3 symbols as of 2026-11-20", output, StringComparison.Ordinal);
        Assert.Matches(@"ALPHA\s+\d+\.\d\d", output);
    }

    [Fact]
    public async Task An_own_indicator_and_an_own_score_are_used()
    {
        var output = await RunAsync("own-indicator-and-score", "OwnIndicatorAndScore", packed.NewData());

        Assert.Matches(@"[1-9]\d* stocks have an efficient trend and a pullback", output);
        Assert.Matches(@"SYN\d{5} +rating +\d+\.\d +(Long|Neutral) +trend 0\.\d\d", output);
    }

    [Fact]
    public async Task The_web_application_has_its_own_endpoint_beside_the_pages_and_the_API()
    {
        using var process = DotNet.Start(
            Path.GetTempPath(), packed.ProgramOf("aspnet", "AspNet"), "--urls", "http://127.0.0.1:0", "--folder", packed.NewData());
        try
        {
            using var http = new HttpClient { BaseAddress = await AddressAsync(process), Timeout = TimeSpan.FromSeconds(60) };

            var best = await http.GetFromJsonAsync<JsonElement>("/best");
            var formulas = await http.GetFromJsonAsync<JsonElement>("/api/formulas");
            var page = await http.GetStringAsync("/");

            Assert.Equal(3, best.GetArrayLength());
            Assert.True(formulas.GetProperty("functions").GetArrayLength() > 80);
            Assert.Contains("<!doctype html>", page, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private Task<string> RunAsync(string sample, string name, params string[] arguments) =>
        DotNet.RunAsync(Path.GetTempPath(), [packed.ProgramOf(sample, name), .. arguments]);

    private static async Task<Uri> AddressAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match) return new Uri(match.Groups[1].Value);
        }
        throw new InvalidOperationException($"The application ended: {await process.StandardError.ReadToEndAsync(limit.Token)}");
    }

    [GeneratedRegex(@"(?m)^  \d+  SYN\d{5} ")]
    private static partial Regex Rows();

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
