using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Technic.Cli.Tests;

/// <summary><c>technic mcp</c>: a real process, asked by the client of the SDK over standard input and output.</summary>
public sealed class McpTests : ProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<string> _messages = [];

    [Fact]
    public async Task A_model_scans_and_studies_and_the_process_ends_with_its_input()
    {
        await using (var client = await McpClient.CreateAsync(Transport()))
        {
            var tools = await client.ListToolsAsync();
            var scan = await CallAsync(client, "scan", new() { ["top"] = 3 });
            var study = await CallAsync(
                client, "study", new() { ["where"] = "close crosses above sma(50)", ["horizons"] = (int[])[5], ["wait"] = 60 });
            var wrong = await client.CallToolAsync("study", new Dictionary<string, object?> { ["where"] = "close crosses above smaa(50)" });

            Assert.Contains(tools, tool => tool.Name == "scan");
            Assert.Equal(3, scan.GetProperty("rows").GetArrayLength());
            Assert.Contains("synthetic", scan.GetProperty("summary").GetProperty("source").GetString(), StringComparison.OrdinalIgnoreCase);
            var status = study.GetProperty("status");
            Assert.Equal("completed", status.GetProperty("state").GetString());
            Assert.Equal(5, status.GetProperty("study").GetProperty("horizons")[0].GetProperty("sessions").GetInt32());
            Assert.StartsWith("synthetic", study.GetProperty("source").GetString(), StringComparison.Ordinal);
            Assert.True(wrong.IsError);
            Assert.Contains("sma", TextOf(wrong), StringComparison.Ordinal);
        }

        lock (_messages) Assert.Contains(_messages, line => line.StartsWith("SYNTHETIC PRICES.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_and_watches_are_kept_in_the_data_folder()
    {
        await using (var client = await McpClient.CreateAsync(Transport()))
        {
            await CallAsync(
                client, "set_list", new() { ["name"] = "mine", ["symbols"] = (string[])["SYN00001", "SYN00002", "SYN00003"] });
            await CallAsync(client, "set_list", new() { ["name"] = "mine", ["remove"] = (string[])["SYN00002"] });
            await CallAsync(client, "set_watch", new()
            {
                ["name"] = "all", ["where"] = "close > 0", ["lists"] = (string[])["mine"], ["minPrice"] = 0, ["minDollarVolume"] = 0,
            });
            var check = await CallAsync(client, "check_watch", new() { ["name"] = "all" });
            Assert.Equal(2, check.GetProperty("matching").GetInt32());
        }

        // Another process has them too, and so has the command line.
        await using (var client = await McpClient.CreateAsync(Transport()))
        {
            var lists = await CallAsync(client, "lists", []);
            var watches = await CallAsync(client, "watches", []);
            Assert.Equal("mine", lists.GetProperty("lists")[0].GetProperty("name").GetString());
            Assert.Equal(2, watches.GetProperty("watches")[0].GetProperty("matching").GetInt32());
            await CallAsync(client, "delete_watch", new() { ["name"] = "all" });
        }
        Assert.Equal("SYN00001\nSYN00003\n", (await RunAsync("list", "show", "mine", "--data", Data)).Succeeded().Output);
        var left = await RunAsync("watch", "--data", Data, "--source", "synthetic", "--format", "json");
        Assert.Equal("[]", left.Succeeded().Output.Trim());
    }

    [Fact]
    public async Task Standard_output_is_nothing_but_the_protocol_whatever_is_asked_and_logged()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [.. Arguments, "-vv"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.BeginErrorReadLine();
        string[] messages =
        [
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":"""
                + """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            "this is no message",
            """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"scan","arguments":{"top":2}}}""",
            """{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"scan","arguments":{"wher":"close > 1"}}}""",
            """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"scna"}}""",
            """{"jsonrpc":"2.0","id":6,"method":"nothing"}""",
        ];
        var answers = new Dictionary<int, JsonElement>();

        foreach (var message in messages) await process.StandardInput.WriteLineAsync(message);
        while (answers.Count < 6 && await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            var message = JsonElement.Parse(line);
            Assert.Equal("2.0", message.GetProperty("jsonrpc").GetString());
            if (message.TryGetProperty("id", out var id)) answers.Add(id.GetInt32(), message);
        }
        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal((6, "", 0), (answers.Count, rest, process.ExitCode));
        Assert.Equal(2, answers[3].GetProperty("result").GetProperty("structuredContent").GetProperty("returned").GetInt32());
        Assert.True(answers[4].GetProperty("result").GetProperty("isError").GetBoolean());
        var unknown = answers[5].GetProperty("error").GetProperty("message").GetString();
        Assert.Contains("did you mean 'scan'?", unknown, StringComparison.Ordinal);
        Assert.True(answers[6].TryGetProperty("error", out _));
        lock (_messages) Assert.Contains(_messages, line => line.Contains("this is no message", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_key_the_prices_are_synthetic_and_the_model_is_told_so()
    {
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "technic", Command = "dotnet", StandardErrorLines = Log,
            Arguments = [Path.Combine(AppContext.BaseDirectory, "technic.dll"), "mcp", "--data", Data],
            EnvironmentVariables = new Dictionary<string, string?> { ["POLYGON_API_KEY"] = null },
        });
        await using var client = await McpClient.CreateAsync(transport);

        var scan = await CallAsync(client, "scan", new() { ["top"] = 1 });

        Assert.StartsWith("synthetic", scan.GetProperty("summary").GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Contains("name begins with synthetic has invented prices", client.ServerInstructions, StringComparison.Ordinal);
    }

    private string[] Arguments =>
        [Path.Combine(AppContext.BaseDirectory, "technic.dll"), "mcp", "--source", "synthetic", "--data", Data];

    private StdioClientTransport Transport() => new(new StdioClientTransportOptions
    {
        Name = "technic", Command = "dotnet", Arguments = Arguments, StandardErrorLines = Log,
    });

    private void Log(string? line)
    {
        lock (_messages) _messages.Add(line ?? "");
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments);
        Assert.False(answer.IsError ?? false, TextOf(answer));
        return JsonElement.Parse(TextOf(answer));
    }

    private static string TextOf(CallToolResult answer) => Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text;
}
