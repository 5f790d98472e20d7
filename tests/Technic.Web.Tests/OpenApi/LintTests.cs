using System.Text.Json;
using System.Text.Json.Nodes;
using Technic.Testing;

namespace Technic.Web.Tests.OpenApi;

/// <summary>The OpenAPI document has no errors or warnings of Redocly's strict rules (lint.mjs).</summary>
public sealed class LintTests : WebTest
{
    private static readonly NodeScripts Scripts = new("OpenApi");
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    [SkippableFact]
    public async Task The_description_has_no_errors_or_warnings() =>
        Assert.Empty(Lint((await GetAsync("/openapi/v1.json")).GetRawText()));

    [SkippableTheory]
    [InlineData("no-unresolved-refs", "\"#/components/schemas/Run\"", "\"#/components/schemas/Ran\"")]
    [InlineData("no-invalid-schema-examples", "\"top\": 10", "\"top\": \"ten\"")]
    [InlineData("operation-description", "\"Fetched prices are kept.\"", "\"\"")]
    [InlineData("info-contact", "\"contact\"", "\"x-contact\"")]
    public async Task The_linter_finds(string rule, string text, string mistake)
    {
        var document = JsonNode.Parse((await GetAsync("/openapi/v1.json")).GetRawText())!.ToJsonString(Readable);

        var problems = Lint(document.Replace(text, mistake, StringComparison.Ordinal));

        Assert.Contains(problems, problem => problem.StartsWith(rule, StringComparison.Ordinal));
    }

    private static string[] Lint(string document)
    {
        Skip.If(Scripts.Obstacle is not null, Scripts.Obstacle);
        using var folder = new TemporaryFolder();
        var file = folder.File("openapi.json");
        File.WriteAllText(file, document);
        return JsonSerializer.Deserialize<string[]>(Scripts.Run("lint.mjs", file))!;
    }
}
