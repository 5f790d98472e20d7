using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Technic.Testing;
using Technic.Web.Polygon;

namespace Technic.Web.Tests.Polygon;

/// <summary>
/// The table of docs/polygon-api.md is generated from the endpoints. With TECHNIC_UPDATE_DOCS=1 this test writes it; otherwise it fails
/// when
/// it is out of date.
/// </summary>
public sealed partial class PolygonDocumentationTests
{
    private const string Begin = "<!-- endpoints -->\n", End = "<!-- end of endpoints -->\n";

    private static readonly string Docs = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(TestData.PathOf("README.md"))!, "..", "..", "docs", "polygon-api.md"));

    [Fact]
    public void The_page_lists_every_endpoint()
    {
        var page = File.ReadAllText(Docs);
        var (start, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var generated = page[..start] + Table() + page[end..];
        if (Environment.GetEnvironmentVariable("TECHNIC_UPDATE_DOCS") == "1") File.WriteAllText(Docs, generated);

        Assert.True(File.ReadAllText(Docs) == generated, $"{Docs} is out of date: run this test with TECHNIC_UPDATE_DOCS=1.");
    }

    [Fact]
    public void Every_endpoint_names_its_data_and_methods() => Assert.All(PolygonEndpoints.All, endpoint =>
    {
        Assert.Matches(MethodNames(), endpoint.Methods);
        Assert.NotEmpty(endpoint.Data);
        Assert.True(endpoint.Life > TimeSpan.Zero);
        Assert.True(endpoint.Support is null || endpoint.Support.EndsWith('.'), endpoint.Path);
    });

    private static string Table()
    {
        var table = new StringBuilder("| endpoint | method | | |\n|---|---|---|---|\n");
        foreach (var endpoint in PolygonEndpoints.All)
        {
            var methods = string.Join(", ", endpoint.Methods.Split(", ").Select(method => $"`{method}`"));
            var (support, remark) = endpoint.Support is { } served ? ("yes", served) : ("pass-through", $"{Sentence(endpoint.Data)}.");
            table.Append(CultureInfo.InvariantCulture,
                $"| `{endpoint.Path.Replace("{**", "{", StringComparison.Ordinal)}` | {methods} | {support} | {remark} |\n");
        }
        return table.ToString();
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex("^(get|list|deprecatedGet)[A-Za-z0-9]+…?(, (get|list|deprecatedGet)[A-Za-z0-9]+…?)*$")]
    private static partial Regex MethodNames();
}
