using System.Text.Json;

namespace Technic.Cli.Tests;

/// <summary>The price store and <c>technic cache</c>.</summary>
public sealed class StoreTests : ProgramTests
{
    [Fact]
    public async Task Info_does_not_create_a_store()
    {
        var json = (await RunAsync("cache", "info", "--data", Data, "--format", "json")).Succeeded().Json;
        var table = (await RunAsync("cache", "info", "--data", Data)).Succeeded();

        Assert.Equal((0, JsonValueKind.Null), (json.Int("keys"), json.At("oldest").ValueKind));
        Assert.Contains("0 keys", table.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Info_shows_the_content_by_source_and_clear_removes_it()
    {
        await using var server = await ServeAsync(Symbols(4));
        await RunAsync(Scan(server, "--symbols", "T000,T001,T002,T003"));
        await RunAsync("scan", "--source", "synthetic", "--symbols", "SYN00001,SYN00002", "--data", Data);

        var before = (await RunAsync("cache", "info", "--data", Data, "--format", "json")).Succeeded().Json;
        var cleared = (await RunAsync("cache", "clear", "--source", "synthetic-42", "--data", Data)).Succeeded();
        var after = (await RunAsync("cache", "info", "--data", Data, "--format", "json")).Succeeded().Json;
        var rest = (await RunAsync("cache", "clear", "--data", Data)).Succeeded();

        Assert.Equal(["polygon@127.0.0.1", "synthetic-42"], before.At("sources").Each("source"));
        Assert.Equal((6, 4), (before.Int("keys"), after.Int("keys")));
        Assert.True(before.At("bytes").GetInt64() > 0);
        Assert.InRange(before.At("newest").GetDateTimeOffset(), before.At("oldest").GetDateTimeOffset(), DateTimeOffset.UtcNow);
        Assert.StartsWith("2 keys removed", cleared.Output, StringComparison.Ordinal);
        Assert.StartsWith("4 keys removed", rest.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_shows_what_it_would_remove_and_removes_it()
    {
        await using var server = await ServeAsync(Symbols(2));
        string[] scan = ["scan", "--polygon-url", server.BaseAddress.ToString(), "--rate", "0", "--data", Data];
        await RunAsync([.. scan, "--symbols", "T000", "--days", "600", "--as-of", LastDay]);
        foreach (var day in new[] { "2024-06-27", LastDay }) await RunAsync([.. scan, "--symbols", "T000,T001", "--as-of", day]);

        var fresh = (await RunAsync("cache", "prune", "--older-than", "1", "--data", Data, "--format", "json")).Succeeded().Json;
        var dry = (await RunAsync("cache", "prune", "--replays-older-than", "0", "--dry-run", "--data", Data)).Succeeded();
        var kept = (await RunAsync("cache", "info", "--data", Data, "--format", "json")).Succeeded().Json;
        var pruned = (await RunAsync("cache", "prune", "--replays-older-than", "0", "--data", Data, "--format", "json")).Succeeded().Json;
        var after = (await RunAsync("cache", "info", "--data", Data, "--format", "json")).Succeeded().Json;

        Assert.Equal((0, false), (fresh.Int("removed.replays"), fresh.At("dryRun").GetBoolean()));
        Assert.Equal(5, fresh.Int("removed.superseded") + kept.Int("keys"));
        Assert.Contains("Dry run: nothing was removed.", dry.Output, StringComparison.Ordinal);
        Assert.Equal((kept.Int("keys"), 0), (pruned.Int("removed.replays"), after.Int("keys")));
        Assert.Equal(after.At("bytes").GetInt64(), pruned.At("bytesAfter").GetInt64());
    }

    [Fact]
    public async Task Pruning_a_store_that_was_never_begun_removes_nothing_and_does_not_begin_it()
    {
        var pruned = (await RunAsync("cache", "prune", "--data", Data, "--format", "json")).Succeeded().Json;

        Assert.Equal((0, 0), (pruned.Int("removed.replays"), pruned.Int("bytesAfter")));
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("--max-mb must be between 0 and ", "cache", "prune", "--max-mb", "-1")]
    [InlineData("--older-than must be between 0 and ", "cache", "prune", "--older-than", "-1")]
    [InlineData("--replays-older-than must be between 0 and ", "cache", "prune", "--replays-older-than", "-1")]
    [InlineData("--store-mb must be between 1 and ", "scan", "--source", "synthetic", "--store-mb", "0")]
    public async Task A_limit_out_of_its_range_cannot_be_done(string message, params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--data", Data]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_share_a_data_folder()
    {
        await using var server = await ServeAsync(Symbols(200));
        var halves = Symbols(200).Chunk(100).Select(half => string.Join(',', half)).ToArray();

        var results = await Task.WhenAll(halves.Select(half => RunAsync(Scan(server, "--symbols", half, "--format", "json"))));
        var third = (await RunAsync(Scan(server, "--symbols", string.Join(',', halves), "--format", "json"))).Succeeded();

        Assert.All(results, result => Assert.Equal("", result.Succeeded().Error));
        Assert.Equal(200, third.Json.Int("runs.0.summary.tiers.store"));
    }

    [Fact]
    public async Task An_invalid_store_file_is_renamed_and_the_scan_continues()
    {
        await using var server = await ServeAsync(["AAA"]);
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "technic.db"), new string('x', 10_000));

        var result = (await RunAsync(Scan(server, "--symbols", "AAA", "--format", "json"))).Succeeded();
        var again = (await RunAsync(Scan(server, "--symbols", "AAA", "--format", "json"))).Succeeded();

        Assert.Contains("set aside", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, again.Json.Int("runs.0.summary.tiers.store"));
        Assert.Contains(Directory.GetFiles(Data), file => file.Contains("damaged", StringComparison.Ordinal));
    }
}
