using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace Technic.Web.Tests.OpenApi;

/// <summary>A client that NSwag generates from the OpenAPI document compiles, and works with the server.</summary>
public sealed class GeneratedClientTests : WebTest
{
    // What an application with the generated client contains.
    private const string Application =
        """
        using System.Linq;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Generated;

        public static class Application
        {
            public static async Task<string> RunAsync(HttpClient http)
            {
                var client = new TechnicClient(http);
                var run = await client.RunScanAsync(
                    new Scan { Symbols = ["AAPL", "KO"], MinDollarVolume = 0, Where = "close > 0", Sort = "symbol", Ascending = true });
                var history = await client.GetHistoryAsync("AAPL", days: 30);
                var explained = await client.ExplainRowAsync("AAPL", days: 90);
                try
                {
                    await client.GetHistoryAsync("AAPL", days: 0);
                    return "an invalid request was accepted";
                }
                catch (TechnicException<ProblemDetails> problem)
                {
                    var symbols = string.Join(',', run.Rows.Select(row => row.Symbol));
                    return $"{run.Summary.Ranked} {symbols} {run.Rows.All(row => row.Close > 0)} "
                        + $"{history.Bars.Count} {history.Bars.Last().Date} {history.Bars.Last().Close} {explained.Row.Symbol} "
                        + $"{problem.StatusCode} {problem.Result.Detail}";
                }
            }
        }
        """;

    [Fact]
    public async Task A_CSharp_client_compiles_and_calls_the_server()
    {
        var generator = new CSharpClientGenerator(
            await OpenApiDocument.FromJsonAsync((await GetAsync("/openapi/v1.json")).GetRawText()),
            new CSharpClientGeneratorSettings
            {
                ClassName = "TechnicClient",
                ExceptionClass = "TechnicException",
                UseBaseUrl = false,
                GenerateOptionalParameters = true,
                CSharpGeneratorSettings =
                {
                    Namespace = "Generated", JsonLibrary = CSharpJsonLibrary.SystemTextJson, GenerateNullableReferenceTypes = true,
                    GenerateOptionalPropertiesAsNullable = true,
                },
            });

        var answer = await RunAsync(Compile(generator.GenerateFile(), Application));

        var bars = (await GetAsync("/api/history/AAPL?days=30")).GetProperty("bars");
        var last = bars[bars.GetArrayLength() - 1];
        Assert.Equal(
            $"2 AAPL,KO True {bars.GetArrayLength()} {last.GetProperty("date").GetString()} {last.GetProperty("close").GetDouble()} AAPL "
                + "400 days must be between 1 and 36525, not 0.",
            answer);
    }

    private Task<string> RunAsync(Assembly assembly) =>
        (Task<string>)assembly.GetType("Application")!.GetMethod("RunAsync")!.Invoke(null, [Http])!;

    private static Assembly Compile(params string[] sources)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "generated", sources.Select(source => CSharpSyntaxTree.ParseText(source)), references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var errors = compilation.Emit(image).Diagnostics.Where(problem => problem.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors.Select(problem => problem.ToString()));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
