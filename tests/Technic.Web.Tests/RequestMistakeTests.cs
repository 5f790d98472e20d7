using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Technic.Web.Tests;

/// <summary>
/// What holds for every operation of the REST API: a mistake of the client is a problem document whose sentence says what to do. A new
/// operation is held to it too.
/// </summary>
public sealed class RequestMistakeTests : WebTest
{
    private static readonly Dictionary<string, string> InPath = new()
    {
        ["symbol"] = "AAPL", ["id"] = "5f0c7a1e9b3d42688ac01e74", ["name"] = "mine", ["preset"] = "breakout", ["day"] = "2026-03-10",
    };

    [Fact]
    public async Task A_method_that_a_path_does_not_have_is_refused_with_those_that_it_has()
    {
        foreach (var path in (await GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject())
        {
            var methods = path.Value.EnumerateObject().Select(operation => operation.Name.ToUpperInvariant()).ToArray();
            foreach (var method in ((string[])["GET", "PUT", "POST", "PATCH", "DELETE"]).Except(methods))
            {
                // Another path can match too: /api/scans/{id} beside /api/scans/stream.
                using var answer = await SendAsync(method, AddressOf(path.Name), null);
                if (path.Name is "/api/scans/stream" or "/api/studies/presets" && method == "DELETE") continue;

                await ProblemOf(answer, HttpStatusCode.MethodNotAllowed);
                Assert.Superset(methods.ToHashSet(), answer.Content.Headers.Allow.ToHashSet());
            }
        }
    }

    [Fact]
    public async Task A_body_that_is_not_an_object_of_known_fields_is_refused_with_the_place_and_the_fields()
    {
        var document = await GetAsync("/openapi/v1.json");
        var count = 0;
        foreach (var (method, path, operation) in Operations(document).Where(each => each.Operation.TryGetProperty("requestBody", out _)))
        {
            var names = NamesOf(SchemaOf(operation, document).GetProperty("properties"));

            await RefusedAsync("{}", HttpStatusCode.UnsupportedMediaType, "application/json", "text/plain");
            await RefusedAsync("", HttpStatusCode.BadRequest, "The request body is empty: it must be a JSON object.");
            await RefusedAsync("{\"a\":\n 1,,}", HttpStatusCode.BadRequest, "Invalid JSON at line 2, byte 4.");
            await RefusedAsync("[1]", HttpStatusCode.BadRequest, $"must be a JSON object with fields among: {string.Join(", ", names)}.");
            await RefusedAsync("""{"zzz": 1}""", HttpStatusCode.BadRequest, $"Unknown field 'zzz'. Expected: {string.Join(", ", names)}.");
            await RefusedAsync($$"""{"{{names[0]}}z": 1}""", HttpStatusCode.BadRequest, $"(did you mean '{names[0]}'?)");
            await RefusedAsync(
                $$"""{"{{names[0]}}": null, "{{names[0]}}": null}""", HttpStatusCode.BadRequest, $"Duplicate field '{names[0]}'.");
            count++;

            async Task RefusedAsync(string body, HttpStatusCode status, string sentence, string type = "application/json")
            {
                using var content = new StringContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue(type);
                using var answer = await SendAsync(method, AddressOf(path), content);
                Assert.Contains(sentence, await ProblemOf(answer, status), StringComparison.Ordinal);
            }
        }
        Assert.Equal(8, count);
    }

    [Fact]
    public async Task Every_example_of_a_body_is_accepted()
    {
        var document = await GetAsync("/openapi/v1.json");
        foreach (var (method, path, operation) in Operations(document).Where(each => each.Operation.TryGetProperty("requestBody", out _)))
        {
            foreach (var example in SchemaOf(operation, document).GetProperty("examples").EnumerateArray())
            {
                using var body = Json(example.GetRawText());
                using var answer = await SendAsync(method, AddressOf(path), body);

                Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    [Fact]
    public async Task An_unknown_query_parameter_is_refused_with_the_known_ones()
    {
        foreach (var (method, path, operation) in Operations(await GetAsync("/openapi/v1.json")))
        {
            if (path.StartsWith("/health", StringComparison.Ordinal)) continue;
            var known = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query")
                    .Select(parameter => parameter.GetProperty("name").GetString()!).ToArray()
                : [];
            using var body = operation.TryGetProperty("requestBody", out _) ? Json(BodyOf(path)) : null;

            using var answer = await SendAsync(method, $"{AddressOf(path)}?zzz=1", body);

            var problem = await ProblemOf(answer, HttpStatusCode.BadRequest);
            Assert.StartsWith("Unknown parameter 'zzz'", problem, StringComparison.Ordinal);
            Assert.All(known, name => Assert.Contains(name, problem, StringComparison.Ordinal));
            Assert.True(known.Length > 0 || problem.EndsWith("no parameters are possible here.", StringComparison.Ordinal), problem);
        }
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    private static JsonElement SchemaOf(JsonElement operation, JsonElement document)
    {
        var shape = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema")
            .GetProperty("$ref").GetString()!.Split('/')[^1];
        return document.GetProperty("components").GetProperty("schemas").GetProperty(shape);
    }

    private static string AddressOf(string path) =>
        string.Join('/', path.Split('/').Select(part => part is ['{', .. var name, '}'] ? InPath[name] : part));

    /// <summary>A valid body.</summary>
    private static string BodyOf(string path) => path switch
    {
        "/api/formulas/check" => """{"formula": "close > 1"}""",
        "/api/universe/companies" => """{"universe": []}""",
        "/api/lists/{name}" => """{"symbols": ["KO"]}""",
        "/api/watches/{name}" => """{"scan": {"where": "close > 1"}}""",
        _ => "{}",
    };

    private async Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
