using System.Globalization;
using System.Text;
using Technic.Testing;
using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>
/// docs/formulas/*.md are generated from the catalogue. With TECHNIC_UPDATE_DOCS=1 this test writes them; otherwise it fails when they are
/// out of date.
/// </summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Families => [.. FunctionFamilies.All];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_page_of_a_family_is_that_of_the_catalogue(string family)
    {
        var page = Page(family);
        var docs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(TestData.PathOf("README.md"))!, "..", "..", "docs", "formulas"));
        var path = Path.Combine(docs, FileName(family));
        if (Environment.GetEnvironmentVariable("TECHNIC_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(docs);
            File.WriteAllText(path, page);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == page, $"{path} is out of date: run this test with TECHNIC_UPDATE_DOCS=1.");
    }

    private static string FileName(string family) => family.ToLowerInvariant().Replace(' ', '-') + ".md";

    private static string Page(string family)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {family}\n\n");
        page.Append(
            """
            > Generated from the catalogue of `Technic.Indicators`; do not edit. *First* is the index of the first bar with a value, from 0,
            > with the usual parameters (20 bars if there are none). *Warm-up* is the number of bars before a bar that bring its value
            > within 1e-6 of that with endless history.

            """);
        foreach (var function in FunctionCatalogue.BuiltIn.All.Where(function => function.Family == family)) Append(page, function);
        return page.ToString();
    }

    private static void Append(StringBuilder page, IndicatorFunction function)
    {
        double[] parameters = [.. function.Parameters.Select(Example)];
        page.Append(CultureInfo.InvariantCulture, $"\n## {function.Name}\n\n{function.Meaning}: {function.Formula}.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"    {Signature(function)}\n\n");
        if (!function.Aliases.IsEmpty) page.Append(CultureInfo.InvariantCulture, $"Also: `{string.Join("`, `", function.Aliases)}`.\n\n");
        page.Append("| output | unit | meaning | first |\n|---|---|---|---|\n");
        for (var i = 0; i < function.Outputs.Length; i++)
        {
            var output = function.Outputs[i];
            var name = output.Name == "" ? "" : $"`.{output.Name}`";
            var unit = output.Kind == ValueKind.Condition ? "condition" : output.Unit;
            var meaning = output.IsCumulative ? output.Meaning + " (depends on where the history begins)" : output.Meaning;
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {unit} | {meaning} | {function.FirstIndex(parameters, i)} |\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"\nWarm-up: {function.WarmUp(parameters)}. Source: {function.Source}.\n");
        foreach (var parameter in function.Parameters.Where(parameter => parameter.Kind == ParameterKind.Choice))
            page.Append(CultureInfo.InvariantCulture, $"\n`{parameter.Name}`: {string.Join(", ", parameter.Choices)}.\n");
    }

    private static string Signature(IndicatorFunction function)
    {
        string[] series = function.Series switch
        {
            SeriesArguments.One => ["x = close"],
            SeriesArguments.Two => ["x = close", "second"],
            _ => [],
        };
        return $"{function.Name}({string.Join(", ", series.Concat(function.Parameters.Select(Describe)))})";
    }

    private static string Describe(FunctionParameter parameter) => parameter.IsRequired
        ? parameter.Name
        : string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} = {parameter.Usual}");

    private static double Example(FunctionParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Choice => parameter.Choices.IndexOf("engulfing"),
        ParameterKind.Date => new DateOnly(2026, 1, 2).DayNumber,
        _ => parameter.IsRequired ? 20 : parameter.Usual,
    };
}
