using System.Net;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

/// <summary>The MCP server of a server with API keys.</summary>
public sealed partial class McpKeysTests : WebTest
{
    private static readonly ApiKey[] Keys =
    [
        ApiKey.New("ann", ApiRole.Read, out Ann), ApiKey.New("bob", ApiRole.Read, out Bob), ApiKey.New("owner", ApiRole.Operate, out Owner),
    ];

    private static readonly string Ann, Bob, Owner;

    protected override TechnicWebOptions Options => new() { Keys = KeyRing.Parse(string.Join<ApiKey>('\n', Keys), "a test") };

    [Fact]
    public async Task A_call_without_a_key_is_refused()
    {
        using var answer = await Http.PostAsync("/mcp", Json("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_study_belongs_to_its_caller_and_to_operators()
    {
        var started = await CallAsync(Ann, "study", new() { ["where"] = "close > 1" });
        var id = Id().Match(TextOf(started)).Groups[1].Value;

        Assert.NotEmpty(id);
        Assert.False((await CallAsync(Ann, "study_result", new() { ["id"] = id })).IsError ?? false);
        Assert.False((await CallAsync(Owner, "study_result", new() { ["id"] = id })).IsError ?? false);
        var stranger = await CallAsync(Bob, "study_result", new() { ["id"] = id });
        Assert.True(stranger.IsError);
        Assert.StartsWith("Unknown or expired study.", TextOf(stranger), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_changes_something_needs_the_role_operate()
    {
        Dictionary<string, object?> list = new() { ["name"] = "mine", ["symbols"] = (string[])["KO"] };

        var refused = await CallAsync(Ann, "set_list", list);

        Assert.True(refused.IsError);
        Assert.Equal(
            "The tool set_list changes what is kept: it requires an API key with the role operate.", TextOf(refused));
        Assert.False((await CallAsync(Owner, "set_list", list)).IsError ?? false);
        Assert.False((await CallAsync(Ann, "lists", [])).IsError ?? false);
    }

    private async Task<CallToolResult> CallAsync(string key, string tool, Dictionary<string, object?> arguments)
    {
        var endpoint = new HttpClientTransportOptions
        {
            Endpoint = new Uri(Server.Address, "mcp"),
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(endpoint));
        return await client.CallToolAsync(tool, arguments);
    }

    private static string TextOf(CallToolResult answer) => Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text;

    [GeneratedRegex("\"id\":\\s*\"([^\"]+)\"")]
    private static partial Regex Id();
}
