using System.Text;
using Technic.FakePolygon;

namespace Technic.Cli.Tests;

/// <summary>The API key is sent only to the provider.</summary>
public sealed class KeyTests : ProgramTests
{
    private const string Key = "Kq7-secret-key-of-a-person";

    [Fact]
    public async Task The_API_key_is_sent_as_a_bearer_token_and_never_written()
    {
        await using var server = await ServeAsync(Symbols(3), new FakePolygonOptions { Key = Key });
        server.Faults.Add(Fault.Status(500, $"{{\"status\":\"ERROR\",\"error\":\"key {Key} broke us\"}}").OnTicker("T001"));

        var result = (await RunWithAsync(
            new() { ["POLYGON_API_KEY"] = Key }, Scan(server, "--symbols", "T000,T001,T002", "-vv", "--output", Folder.File("rows.txt"))))
                .Succeeded();

        Assert.All(server.Requests.All, request => Assert.Equal($"Bearer {Key}", request.Authorization));
        Assert.All(server.Requests.All, request => Assert.DoesNotContain(Key, request.Url, StringComparison.Ordinal));
        Assert.Contains("500", result.Error, StringComparison.Ordinal);
        AssertNowhere(result);
    }

    [Fact]
    public async Task A_rejected_key_is_not_shown()
    {
        await using var server = await ServeAsync(["AAA"], new FakePolygonOptions { Key = "another" });

        var result = await RunWithAsync(new() { ["POLYGON_API_KEY"] = Key }, Scan(server, "--symbols", "AAA", "-vv"));

        Assert.Equal(1, result.ExitCode);
        AssertNowhere(result);
    }

    [Fact]
    public async Task An_invalid_API_key_is_not_shown()
    {
        var result = await RunWithAsync(new() { ["POLYGON_API_KEY"] = $"{Key} {Key}" }, "scan", "--symbols", "AAA", "--data", Data);

        Assert.Equal(2, result.ExitCode);
        AssertNowhere(result);
    }

    private void AssertNowhere(TechnicResult result)
    {
        Assert.DoesNotContain(Key, result.Output + result.Error, StringComparison.Ordinal);
        var secret = Encoding.UTF8.GetBytes(Key);
        Assert.All(
            Directory.GetFiles(Folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(secret) < 0, $"{file} contains the key."));
    }
}
