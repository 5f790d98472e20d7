using System.Text.Json;
using Technic.Testing;

namespace Technic.Web.Tests.OpenApi;

/// <summary>The OpenAPI document has no errors or warnings of Redocly's strict rules (lint.mjs).</summary>
public sealed class LintTests : WebTest
{
    private static readonly NodeScripts Scripts = new("OpenApi");

    [SkippableFact]
    public async Task The_description_has_no_errors_or_warnings() =>
        Assert.Empty(Lint((await GetAsync("/openapi/v1.json")).GetRawText()));

    [SkippableFact]
    public async Task The_linter_finds_a_missing_schema()
    {
        var document = (await GetAsync("/openapi/v1.json")).GetRawText();

        var problems = Lint(document.Replace("\"#/components/schemas/Run\"", "\"#/components/schemas/Ran\"", StringComparison.Ordinal));

        Assert.Contains(problems, problem => problem.StartsWith("no-unresolved-refs", StringComparison.Ordinal));
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
