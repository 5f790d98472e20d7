using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Technic.Cli.Tests;

/// <summary><c>technic mcp</c>: a real process, asked by the client of the SDK over standard input and output.</summary>
public sealed class McpTests : ProgramTests
{
    private readonly List<string> _messages = [];

    [Fact]
    public async Task A_model_scans_and_studies_and_the_process_ends_with_its_input()
    {
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "technic",
            Command = "dotnet",
            Arguments = [Path.Combine(AppContext.BaseDirectory, "technic.dll"), "mcp", "--source", "synthetic", "--data", Data],
            StandardErrorLines = line =>
            {
                lock (_messages) _messages.Add(line);
            },
        });
        await using (var client = await McpClient.CreateAsync(transport))
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

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments);
        Assert.False(answer.IsError ?? false, TextOf(answer));
        return JsonElement.Parse(TextOf(answer));
    }

    private static string TextOf(CallToolResult answer) => Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text;
}
