using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Technic.EngineContract;

/// <summary>What holds for every MCP tool and each of its arguments: a new tool is held to it too.</summary>
public abstract class McpToolContract : McpConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A call of every tool that succeeds, in an order in which they do.</summary>
    private static readonly (string Tool, string Arguments)[] Calls =
    [
        ("scan", """{"symbols": ["AAPL", "KO"], "minDollarVolume": 0, "columns": ["up: close / close[1]"]}"""),
        ("explain", """{"symbol": "KO"}"""),
        ("history", """{"symbol": "KO", "bars": 3}"""),
        ("study", """{"where": "close > sma(5)", "horizons": [1], "wait": 60}"""),
        ("study_result", """{"id": "ID"}"""),
        ("check_formula", """{"formula": "close > sma(20)"}"""),
        ("check_formula", """{"formula": "close > smma(20)"}"""),
        ("formulas", """{"search": "average"}"""),
        ("columns", "{}"),
        ("presets", "{}"),
        ("symbols", """{"limit": 2}"""),
        ("set_list", """{"name": "mine", "symbols": ["KO", "XOM"]}"""),
        ("lists", """{"limit": 1}"""),
        ("set_watch", """{"name": "rises", "where": "close > 1", "lists": ["mine"]}"""),
        ("watches", "{}"),
        ("check_watch", """{"name": "rises"}"""),
        ("watches", "{}"),
        ("watch", """{"name": "rises", "limit": 1}"""),
        ("delete_watch", """{"name": "rises"}"""),
        ("delete_list", """{"name": "mine"}"""),
    ];

    [Fact]
    public async Task Every_tool_is_described_and_the_list_is_the_same_each_time()
    {
        var tools = await Client.ListToolsAsync();
        var again = await Client.ListToolsAsync();

        Assert.Equal(tools.Select(tool => tool.Name), again.Select(tool => tool.Name));
        Assert.Equal("scan", tools[0].Name);
        Assert.Empty(tools.Select(tool => tool.Name).Except(Calls.Select(call => call.Tool)));
        Assert.All(tools, tool =>
        {
            Assert.Matches("^[A-Z].*[.]$", tool.Description);
            Assert.NotEmpty(tool.ProtocolTool.Title!);
            Assert.Equal("object", tool.JsonSchema.GetProperty("type").GetString());
            Assert.False(tool.JsonSchema.GetProperty("additionalProperties").GetBoolean());
            Assert.All(PropertiesOf(tool), argument =>
            {
                var meaning = argument.Value.GetProperty("description").GetString()!;
                Assert.Matches("^[A-Z].*[.…]$", meaning);
                // A number that can be left out has its default, or is optional by its meaning.
                if (argument.Value.GetProperty("type").GetString() is "integer")
                    Assert.Matches("default|[Mm]aximum number|Trades:", meaning);
            });
        });
    }

    [Fact]
    public async Task The_annotations_say_what_a_call_changes()
    {
        var tools = (await Client.ListToolsAsync()).ToDictionary(tool => tool.Name, tool => tool.ProtocolTool.Annotations!);

        Assert.All(tools.Values, hints => Assert.Equal(false, hints.OpenWorldHint));
        Assert.Equal(
            ["check_watch", "delete_list", "delete_watch", "set_list", "set_watch", "study"], Named(hints => hints.ReadOnlyHint == false));
        Assert.Equal(["delete_list", "delete_watch", "set_list", "set_watch"], Named(hints => hints.DestructiveHint == true));
        Assert.Equal(["study"], Named(hints => hints.IdempotentHint == false));

        IEnumerable<string> Named(Func<ToolAnnotations, bool> predicate) =>
            tools.Where(tool => predicate(tool.Value)).Select(tool => tool.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_answer_is_structured_as_its_schema_says()
    {
        var schemas = (await Client.ListToolsAsync()).ToDictionary(
            tool => tool.Name, tool => JsonSchema.FromText(tool.ProtocolTool.OutputSchema!.Value.GetRawText()));
        string? id = null;

        foreach (var (tool, arguments) in Calls)
        {
            var answer = await Client.CallToolAsync(tool, Parsed(arguments.Replace("ID", id, StringComparison.Ordinal)));

            Assert.False(answer.IsError ?? false, $"{tool}: {TextOf(answer)}");
            var structured = answer.StructuredContent!.Value;
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(TextOf(answer)), structured), tool);
            var found = schemas[tool].Evaluate(structured, new EvaluationOptions { OutputFormat = OutputFormat.List });
            Assert.True(found.IsValid, $"{tool}: {JsonSerializer.Serialize(found)}");
            if (tool == "study") id = structured.GetProperty("status").GetProperty("id").GetString();
        }
    }

    [Fact]
    public async Task An_argument_of_another_type_or_out_of_its_range_is_named_with_what_is_possible()
    {
        foreach (var tool in await Client.ListToolsAsync())
        {
            var valid = Calls.First(call => call.Tool == tool.Name).Arguments;
            foreach (var argument in PropertiesOf(tool))
            {
                foreach (var (value, expected) in Mistakes(argument.Value))
                {
                    var arguments = JsonNode.Parse(valid)!.AsObject();
                    arguments[argument.Name] = value;

                    var answer = await Client.CallToolAsync(tool.Name, Parsed(arguments.ToJsonString()));

                    var text = TextOf(answer);
                    Assert.True(answer.IsError ?? false, $"{tool.Name} {argument.Name}: {value?.ToJsonString()}: {text}");
                    Assert.True(
                        text.Contains(expected ?? argument.Name, StringComparison.OrdinalIgnoreCase),
                        $"{tool.Name} {argument.Name}: {value?.ToJsonString()}: {text}");
                    Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task An_unknown_argument_and_a_missing_one_are_named_with_the_possible_ones()
    {
        foreach (var tool in await Client.ListToolsAsync())
        {
            var unknown = TextOf(await Client.CallToolAsync(tool.Name, Parsed("""{"zzz": 1}""")));
            Assert.StartsWith("Unknown field 'zzz'", unknown, StringComparison.Ordinal);
            Assert.All(PropertiesOf(tool), argument => Assert.Contains(argument.Name, unknown, StringComparison.Ordinal));
            if (!tool.JsonSchema.TryGetProperty("required", out var required)) continue;
            foreach (var name in required.EnumerateArray())
            {
                var arguments = JsonNode.Parse(Calls.First(call => call.Tool == tool.Name).Arguments)!.AsObject();
                arguments.Remove(name.GetString()!);

                var answer = await Client.CallToolAsync(tool.Name, Parsed(arguments.ToJsonString()));

                Assert.True(answer.IsError);
                Assert.StartsWith($"Missing argument '{name}': ", TextOf(answer), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task An_unknown_tool_is_refused_with_the_nearest_one()
    {
        var refusal = await Assert.ThrowsAsync<McpProtocolException>(() => Client.CallToolAsync("scna").AsTask());

        Assert.Contains("Unknown tool 'scna' (did you mean 'scan'?). Expected: scan, explain,", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_at_the_same_time_are_answered_each_with_its_own_answer()
    {
        string[] symbols = ["AAPL", "BRK.B", "KO", "XOM"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => Client.CallToolAsync("history", new Dictionary<string, object?> { ["symbol"] = symbols[i % 4], ["bars"] = 1 }).AsTask()));

        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => symbols[i % 4]),
            answers.Select(answer => answer.StructuredContent!.Value.GetProperty("history").GetProperty("symbol").GetString()));
    }

    [Fact]
    public async Task A_cancelled_call_ends_its_requests_to_the_provider()
    {
        var (asked, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        Market.HoldDay = (_, token) => HoldAsync(token);
        Market.Singles.Hold = (_, token) => HoldAsync(token);
        var arguments = Parsed(Calls[0].Arguments);
        using var cancellation = new CancellationTokenSource();

        var call = Client.CallToolAsync("scan", arguments, cancellationToken: cancellation.Token).AsTask();
        await asked.Task.WaitAsync(Patience);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ended.Task.WaitAsync(Patience);
        (Market.HoldDay, Market.Singles.Hold) = ((_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask);
        Assert.Equal(2, (await CallAsync("scan", arguments)).GetProperty("returned").GetInt32());

        async Task HoldAsync(CancellationToken token)
        {
            asked.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.TrySetResult();
            }
        }
    }

    private static IEnumerable<JsonProperty> PropertiesOf(McpClientTool tool) =>
        tool.JsonSchema.GetProperty("properties").EnumerateObject();

    private static Dictionary<string, object?> Parsed(string arguments) =>
        JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;

    /// <summary>Values that an argument refuses, and a part of the answer if it is not the name of the argument.</summary>
    private static IEnumerable<(JsonNode? Value, string? Expected)> Mistakes(JsonElement schema)
    {
        var type = schema.GetProperty("type").GetString();
        yield return (JsonNode.Parse("""{"a": 1}"""), null);
        yield return (type is "string" ? 5 : "nonsense", null);
        if (type is "integer") yield return (0.5, null);
        var (limits, isList) = type is "array" ? (schema.GetProperty("items"), true) : (schema, false);
        if (isList) yield return (new JsonArray(new JsonArray()), null);
        if (limits.TryGetProperty("enum", out var choices)) yield return (InList("nonsense"), choices[0].GetString());
        if (limits.TryGetProperty("format", out _)) yield return (InList("yesterday"), "2021-04-21");
        if (limits.TryGetProperty("minimum", out var least)) yield return (InList(least.GetDouble() - 1), null);
        if (limits.TryGetProperty("exclusiveMinimum", out var bound)) yield return (InList(bound.GetDouble()), null);
        if (limits.TryGetProperty("maximum", out var most)) yield return (InList(most.GetDouble() * 2), null);

        JsonNode InList(JsonNode value) => isList ? new JsonArray(value) : value;
    }
}
