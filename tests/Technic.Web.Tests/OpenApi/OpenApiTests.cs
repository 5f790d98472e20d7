using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Technic.Columnar;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Testing;
using Technic.Web.Requests;

namespace Technic.Web.Tests.OpenApi;

/// <summary>
/// The OpenAPI document is complete, and docs/openapi.json is a copy of it. With TECHNIC_UPDATE_DOCS=1 a test writes the copy; otherwise it
/// fails when the copy is out of date.
/// </summary>
public sealed class OpenApiTests : WebTest
{
    private static readonly string Copy = Path.Combine(Path.GetDirectoryName(Checkout.Find("docs", "rest.md"))!, "openapi.json");

    [Fact]
    public async Task The_copy_in_the_documentation_is_current()
    {
        var document = JsonNode.Parse((await GetAsync("/openapi/v1.json")).GetRawText())!;
        document["servers"]![0]!["url"] = "http://127.0.0.1:5080";
        var text = document.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("TECHNIC_UPDATE_DOCS") == "1") File.WriteAllText(Copy, text);

        Assert.True(
            File.Exists(Copy) && File.ReadAllText(Copy) == text, $"{Copy} is out of date: run this test with TECHNIC_UPDATE_DOCS=1.");
    }

    [Fact]
    public async Task The_description_has_exactly_the_mapped_routes()
    {
        var document = await GetAsync("/openapi/v1.json");

        Assert.Equal(
            [
                "DELETE /api/cache/memory", "DELETE /api/lists/{name}", "DELETE /api/scans/{id}", "DELETE /api/studies/{id}",
                "DELETE /api/watches/{name}",
                "GET /api/analysis/{symbol}", "GET /api/cache/stats",
                "GET /api/columns", "GET /api/data/audit", "GET /api/data/days", "GET /api/data/symbols/{symbol}", "GET /api/engine",
                "GET /api/formulas", "GET /api/formulas/check",
                "GET /api/history/{symbol}", "GET /api/lists", "GET /api/lists/{name}", "GET /api/presets", "GET /api/rows/{symbol}",
                "GET /api/scans", "GET /api/scans/stream",
                "GET /api/scans/{id}",
                "GET /api/scans/{id}/rows", "GET /api/scans/{id}/stream", "GET /api/series/{symbol}", "GET /api/studies",
                "GET /api/studies/presets", "GET /api/studies/{id}", "GET /api/studies/{id}/portfolio", "GET /api/studies/{id}/signals",
                "GET /api/universe", "GET /api/watches", "GET /api/watches/{name}",
                "GET /health/live", "GET /health/ready", "PATCH /api/lists/{name}",
                "POST /api/data/days/{day}/reload", "POST /api/formulas/check", "POST /api/scans",
                "POST /api/scans/stream", "POST /api/studies", "POST /api/universe/companies", "POST /api/watches/{name}/check",
                "PUT /api/lists/{name}", "PUT /api/studies/presets/{preset}", "PUT /api/watches/{name}",
            ],
            Operations(document).Select(operation => operation.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Server.Routes.Where(route => !route.Contains("/openapi/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Operations(document).Select(operation => operation.Name).Order(StringComparer.Ordinal));
    }

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] TableTypes = ["text/csv", ArrowTable.ContentType, ParquetTable.ContentType];

    private static readonly string[] Tables =
    [
        "GET /api/history/{symbol}", "POST /api/scans", "GET /api/scans/{id}/rows", "GET /api/studies/{id}/signals",
        "GET /api/studies/{id}/portfolio",
    ];

    [Fact]
    public async Task Every_operation_has_a_summary_and_responses()
    {
        var document = await GetAsync("/openapi/v1.json");

        foreach (var (name, operation) in Operations(document))
        {
            Assert.NotEmpty(operation.GetProperty("operationId").GetString()!);
            // One sentence; the rest is the description.
            Assert.Matches("^[A-Z][^.]*[.]$", operation.GetProperty("summary").GetString()!);
            Assert.EndsWith(".", operation.GetProperty("description").GetString(), StringComparison.Ordinal);
            if (name == "POST /api/studies" || (name[0] == 'D' && name != "DELETE /api/cache/memory"))
            {
                Assert.True(operation.GetProperty("responses").TryGetProperty(name[0] == 'D' ? "204" : "202", out _));
                continue;
            }
            var contents = operation.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().ToArray();
            var content = contents[0];
            if (Tables.Contains(name)) Assert.Superset(TableTypes.ToHashSet(), contents.Select(other => other.Name).ToHashSet());
            else Assert.Single(contents);
            var type = name.EndsWith("/stream", StringComparison.Ordinal) ? "text/event-stream"
                : name is "GET /api/studies/{id}/signals" or "GET /api/studies/{id}/portfolio" ? "text/csv" : "application/json";
            Assert.Equal(type, content.Name);
            Assert.True(content.Value.TryGetProperty("schema", out _), name);
        }
    }

    [Fact]
    public async Task Documented_parameters_match_the_supported_ones()
    {
        var document = await GetAsync("/openapi/v1.json");

        Assert.Equal(ScanFields.All.Where(field => field.InQuery).Select(field => field.Name), Parameters("/api/scans/stream"));
        Assert.Equal(["symbol", "days", "frequency", "asOf", "adjust", "format"], Parameters("/api/history/{symbol}"));
        Assert.Equal(["symbol", "days", "frequency", "asOf", "adjust", "account", "riskPercent", "rewardRatio"],
            Parameters("/api/rows/{symbol}"));
        Assert.Equal(["id", "offset", "limit", "format"], Parameters("/api/scans/{id}/rows"));
        Assert.Equal(["symbol", "days", "frequency", "asOf", "adjust", "account", "riskPercent", "rewardRatio"],
            Parameters("/api/analysis/{symbol}"));

        string[] Parameters(string path) =>
            [.. document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray()
                .Select(p => p.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task The_body_schema_has_exactly_the_supported_fields()
    {
        var scan = Shape(await GetAsync("/openapi/v1.json"), "Scan");

        Assert.Equal(ScanFields.All.Select(field => field.Name), NamesOf(scan.GetProperty("properties")));
        Assert.False(scan.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public async Task Every_field_of_a_request_is_described_in_OpenAPI_and_in_the_table_of_the_documentation()
    {
        var described = Shape(await GetAsync("/openapi/v1.json"), "Scan").GetProperty("properties");
        var section = File.ReadAllText("rest.md").Split("## Scan request")[1].Split("\n## ")[0];
        var documented = section.Split('\n').Where(line => line.StartsWith('|')).Select(row => row.Split('|'))
            .SelectMany(cells => $"{cells[1]}{cells[3]}".Split('`').Where((_, part) => part % 2 == 1));

        Assert.Subset(NamesOf(described).ToHashSet(), RequestField.All.Select(field => field.Name).ToHashSet());
        Assert.All(
            RequestField.All,
            field => Assert.Equal(field.Declared.Meaning, described.GetProperty(field.Name).GetProperty("description").GetString()));
        Assert.Equal(ScanFields.All.Select(field => field.Name).Order(), documented.Order());
    }

    [Fact]
    public async Task Responses_match_the_description()
    {
        var document = await GetAsync("/openapi/v1.json");
        var run = await ScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0}""");

        Matches(run, Shape(document, "Run"), document);
        Matches(await GetAsync("/api/history/AAPL"), Shape(document, "History"), document);
        Matches(await GetAsync("/api/cache/stats"), Shape(document, "CacheStatistics"), document);
        Matches((await GetAsync("/api/columns"))[0], Shape(document, "Column"), document);
        Matches(await GetAsync("/api/rows/AAPL?days=90"), Shape(document, "ExplainedRow"), document);
        Matches(await GetAsync("/api/presets"), Shape(document, "Presets"), document);
        Source.Listings = [new Listing(Symbol.Parse("AAPL"), "Apple"),
            new Listing(Symbol.Parse("KO"), null, "NYSE", "Staples", "Drinks", 1e9)];
        Matches(await GetAsync("/api/universe"), Shape(document, "Universe"), document);
        using var begun = await BeginScanAsync("""{"symbols": ["AAPL"], "minDollarVolume": 0}""");
        Matches(await JsonOf(begun), Shape(document, "ScanStatus"), document);
        await EndOfAsync(begun.Headers.Location!);
        Matches((await GetAsync("/api/scans"))[0], Shape(document, "ScanStatus"), document);
        Matches(await GetAsync($"{begun.Headers.Location}/rows"), Shape(document, "RowPage"), document);
        Matches(await GetAsync("/api/analysis/AAPL"), Shape(document, "Analysis"), document);
        Matches(await GetAsync("/api/engine"), Shape(document, "Engine"), document);
        Matches(await GetAsync("/api/formulas"), Shape(document, "FormulaCatalogue"), document);
        Matches(await GetAsync("/api/formulas/check?formula=close+%3E+1"), Shape(document, "FormulaCheck"), document);
        Matches(await GetAsync("/api/formulas/check?formula=clsoe+%3E+1"), Shape(document, "FormulaCheck"), document);
        Matches(await GetAsync("/api/series/AAPL?days=30&columns=close"), Shape(document, "FormulaSeries"), document);
        Matches(await GetAsync("/api/data/symbols/AAPL"), Shape(document, "SymbolCoverage"), document);
    }

    [Fact]
    public async Task Every_column_of_a_row_is_described_with_its_meaning()
    {
        var row = Shape(await GetAsync("/openapi/v1.json"), "Row").GetProperty("properties");

        Assert.All(ScanColumns.All,
            column => Assert.StartsWith(
                column.Meaning, row.GetProperty(column.Name).GetProperty("description").GetString(), StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static JsonElement Shape(JsonElement document, string name) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>Asserts that a value has the described type and exactly the described properties, all the way down.</summary>
    private static void Matches(JsonElement value, JsonElement shape, JsonElement document)
    {
        if (shape.TryGetProperty("$ref", out var reference)) shape = Shape(document, reference.GetString()!.Split('/')[^1]);
        if (shape.TryGetProperty("oneOf", out var choices))
        {
            if (value.ValueKind != JsonValueKind.Null) Matches(value, choices[1], document);
            return;
        }
        var types = shape.GetProperty("type") is { ValueKind: JsonValueKind.Array } several
            ? several.EnumerateArray().Select(type => type.GetString()!).ToArray()
            : [shape.GetProperty("type").GetString()!];
        var actual = value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Null => "null",
            JsonValueKind.Number => types.Contains("integer") && value.TryGetInt64(out _) ? "integer" : "number",
            _ => "boolean",
        };
        Assert.True(types.Contains(actual), $"{value}: expected {string.Join(", ", types)}.");
        if (actual == "array")
        {
            foreach (var item in value.EnumerateArray()) Matches(item, shape.GetProperty("items"), document);
        }
        else if (actual == "object" && shape.TryGetProperty("properties", out var properties))
        {
            if (shape.TryGetProperty("required", out var required))
            {
                Assert.Subset(NamesOf(properties).ToHashSet(), NamesOf(value).ToHashSet());
                Assert.Superset(required.EnumerateArray().Select(name => name.GetString()!).ToHashSet(), NamesOf(value).ToHashSet());
            }
            else
            {
                Assert.Equal(NamesOf(properties).Order(), NamesOf(value).Order());
            }
            foreach (var property in value.EnumerateObject()) Matches(property.Value, properties.GetProperty(property.Name), document);
        }
    }
}
