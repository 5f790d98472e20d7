using System.Text.Json;

namespace Technic.EngineContract;

/// <summary>The MCP tools for lists and watches of every server whose engine keeps them, asked by the client of the SDK.</summary>
public abstract class McpWatchContract : McpConnection
{
    [Fact]
    public async Task A_list_is_saved_changed_scanned_and_deleted()
    {
        await CallAsync("set_list", new() { ["name"] = "mine", ["symbols"] = (string[])["KO", "XOM"], ["note"] = "calm" });
        var changed = await CallAsync(
            "set_list", new() { ["name"] = "mine", ["add"] = (string[])["BRK.B"], ["remove"] = (string[])["KO"] });
        var lists = await CallAsync("lists", []);
        var scan = await CallAsync("scan", new() { ["lists"] = (string[])["mine"], ["minDollarVolume"] = 0 });
        await CallAsync("delete_list", new() { ["name"] = "mine" });

        Assert.Equal(["XOM", "BRK.B"], changed.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()));
        Assert.Equal("calm", lists.GetProperty("lists")[0].GetProperty("note").GetString());
        Assert.Equal(2, scan.GetProperty("summary").GetProperty("requested").GetInt32());
        Assert.Equal(0, (await CallAsync("lists", [])).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_watch_is_saved_checked_read_and_deleted()
    {
        await CallAsync("set_watch", new() { ["name"] = "all", ["where"] = "close > 0", ["minDollarVolume"] = 0, ["note"] = "everything" });
        var check = await CallAsync("check_watch", new() { ["name"] = "all", ["limit"] = 3 });
        var watch = await CallAsync("watch", new() { ["name"] = "all" });
        var watches = await CallAsync("watches", []);
        await CallAsync("delete_watch", new() { ["name"] = "all" });

        Assert.Equal((4, 3), (check.GetProperty("matching").GetInt32(), check.GetProperty("returned").GetInt32()));
        var report = watch.GetProperty("watch").GetProperty("report");
        Assert.Equal(4, report.GetProperty("matches").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("comparedWith").ValueKind);
        Assert.Equal(0, report.GetProperty("entered").GetArrayLength());
        var numbers = watches.GetProperty("watches")[0];
        Assert.Equal("close > 0", numbers.GetProperty("scan").GetProperty("where").GetString());
        Assert.Equal((4, 0), (numbers.GetProperty("matching").GetInt32(), numbers.GetProperty("entered").GetInt32()));
        Assert.Equal(report.GetProperty("source").GetString(), numbers.GetProperty("source").GetString());
        Assert.Equal(0, (await CallAsync("watches", [])).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("set_list", """{"name": "My list", "symbols": ["KO"]}""", "expected 1 to 40 characters a-z, 0-9 and '-'")]
    [InlineData("set_list", """{"name": "mine", "remove": ["KO"]}""", "Unknown list 'mine': there are no lists.")]
    [InlineData("set_list", """{"name": "mine", "add": ["KO"], "note": "calm"}""", "note belongs to symbols")]
    [InlineData("lists", """{"name": "mine"}""", "Unknown list 'mine': there are no lists.")]
    [InlineData("study", """{"where": "close > 1", "lists": ["mine"]}""", "Unknown list 'mine': there are no lists.")]
    [InlineData("set_list", """{"name": "mine"}""", "Give either symbols, to replace the list, or add and remove, to change it.")]
    [InlineData("set_watch", """{"name": "all"}""", "A watch needs a condition")]
    [InlineData("set_watch", """{"name": "all", "where": "clos > 1"}""", "close")]
    [InlineData("set_watch", """{"name": "all", "where": "close > 1", "lists": ["mine"]}""", "Unknown list 'mine'")]
    [InlineData("check_watch", """{"name": "al"}""", "Unknown watch 'al': there are no watches.")]
    [InlineData("watch", "{}", "Missing argument 'name'")]
    public async Task An_error_says_what_is_possible(string tool, string arguments, string sentence)
    {
        var answer = await Client.CallToolAsync(tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!);

        Assert.True(answer.IsError);
        Assert.Contains(sentence, TextOf(answer), StringComparison.Ordinal);
    }
}
