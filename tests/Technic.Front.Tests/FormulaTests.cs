using System.Text.Json;
using Technic.Cluster.Client;
using Technic.Testing;

namespace Technic.Front.Tests;

/// <summary>The named formulas of a front, <c>Technic:Formulas</c>. No silo is needed to list and to check formulas.</summary>
public sealed class FormulaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File(string text)
    {
        var path = _folder.File("formulas.txt");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task Its_formulas_are_listed_as_own_and_known_to_other_formulas()
    {
        var file = File("let pullback = close < sma(20) and close > sma(200);\nlet deep = pullback and rsi(5) < 20;\n");
        await using var front = await FrontUnderTest.StartAsync("--Technic:Cluster=localhost", $"--Technic:Formulas={file}");

        var listed = JsonElement.Parse(await front.Http.GetStringAsync("/api/formulas"));
        var known = JsonElement.Parse(await front.Http.GetStringAsync("/api/formulas/check?formula=deep"));
        var unknown = JsonElement.Parse(await front.Http.GetStringAsync("/api/formulas/check?formula=deeper"));

        var own = listed.GetProperty("formulas").EnumerateArray()
            .Where(formula => formula.GetProperty("own").GetBoolean()).Select(formula => formula.GetProperty("name").GetString());
        Assert.Equal(["deep", "pullback"], own.Order());
        Assert.Equal(JsonValueKind.Null, known.GetProperty("problem").ValueKind);
        Assert.Contains("'deeper'", unknown.GetProperty("problem").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let a = close;\nlet b = closs + 1;", ", line 2, position 9: Unknown column 'closs'")]
    [InlineData("let a = ", ", line 1, position 9: ")]
    public void A_file_with_a_mistake_ends_the_start_with_its_place(string text, string place)
    {
        var file = File(text);

        var problem = Assert.Throws<ClusterSettingsException>(
            () => FrontHost.Build(["--Technic:Cluster=localhost", $"--Technic:Formulas={file}"]));

        Assert.StartsWith($"Technic:Formulas: {file}{place}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_exist_ends_the_start()
    {
        var file = _folder.File("none.txt");

        var problem = Assert.Throws<ClusterSettingsException>(
            () => FrontHost.Build(["--Technic:Cluster=localhost", $"--Technic:Formulas={file}"]));

        Assert.StartsWith($"Technic:Formulas: Cannot read {file}", problem.Message, StringComparison.Ordinal);
    }
}
