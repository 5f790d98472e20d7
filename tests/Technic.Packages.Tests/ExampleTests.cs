using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Technic.Packages.Tests;

/// <summary>
/// Every example in C# for users compiles against the libraries: those of the documentation, of the packages' readmes, and of the doc
/// comments.
/// </summary>
public sealed partial class ExampleTests
{
    // These show code of the repository itself, without what is around it.
    private static readonly string[] OfContributors = ["docs/orleans.md", "docs/testing.md"];

    private static readonly Lazy<MetadataReference[]> References = new(() => [.. FindReferences()]);
    private static readonly Lazy<Dictionary<string, string>> Examples = new(() => OfPages().Concat(OfComments()).ToDictionary());

    public static TheoryData<string> All => [.. Examples.Value.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_compiles(string example)
    {
        var code = Examples.Value[example];
        var root = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
        // An example with usings of Technic has all that it needs; a shorter one continues another.
        var isWhole = root.Usings.Any(line => line.Name!.ToString().StartsWith("Technic", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            "Example",
            [root.SyntaxTree, .. Surroundings(isWhole)],
            References.Value,
            new CSharpCompilationOptions(
                root.Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));

        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        Assert.Empty(errors.Select(error => $"{example}: {error}"));
    }

    [Fact]
    public void The_examples_are_found()
    {
        Assert.Contains("docs/library.md 1", Examples.Value.Keys);
        Assert.Contains("src/Technic.Polygon/README.md 1", Examples.Value.Keys);
        Assert.Contains("T:Technic.Indicators.IndicatorFunction", Examples.Value.Keys);
    }

    private static IEnumerable<SyntaxTree> Surroundings(bool isWhole)
    {
        var sample = Path.Combine(PackedSamples.Root, "samples", "own-indicator-and-score");
        string[] files =
        [
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
                + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;"
                + "global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http;"
                + "global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection;"
                + "global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging; global using static Given;",
            isWhole ? "" : "global using Microsoft.Extensions.Logging.Abstractions; global using Technic.Core.Engine;"
                + "global using Technic.Core.Market; global using Technic.Core.Scans; global using Technic.Embedded;"
                + "global using Technic.Embedded.Hosting; global using Technic.Front; global using Technic.Indicators;"
                + "global using Technic.Polygon; global using Technic.Silo; global using Technic.Web; global using Technic.Web.Security;",
            Given,
            File.ReadAllText(Path.Combine(sample, "EfficiencyRatio.cs")),
            File.ReadAllText(Path.Combine(sample, "MeanReversion.cs")),
        ];
        return files.Select(file => CSharpSyntaxTree.ParseText(file));
    }

    /// <summary>What the text around the examples introduces.</summary>
    private const string Given =
        """
        internal static class Given
        {
            public static readonly string key = "", secret = "", connectionString = "";
            public static readonly CancellationToken cancellationToken;
            public static readonly Stream stream = Stream.Null;
            public static readonly Technic.Core.Reports.ReportTable table = null!;
            public static readonly Technic.Core.Archive.MarketArchive archive = null!;
            public static readonly Technic.Core.Engine.IScanEngine engine = null!;
            public static readonly IServiceCollection services = null!;
            public static readonly WebApplicationBuilder builder = null!;
            public static readonly WebApplication app = null!;
        }
        """;

    private static IEnumerable<KeyValuePair<string, string>> OfPages()
    {
        string[] pages =
        [
            Path.Combine(PackedSamples.Root, "README.md"),
            .. Directory.EnumerateFiles(Path.Combine(PackedSamples.Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Where(page => !page.Contains("node_modules", StringComparison.Ordinal)),
            .. Directory.EnumerateFiles(Path.Combine(PackedSamples.Root, "src"), "README.md", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(Path.Combine(PackedSamples.Root, "samples"), "*.md", SearchOption.AllDirectories),
        ];
        foreach (var page in pages)
        {
            var name = Path.GetRelativePath(PackedSamples.Root, page).Replace('\\', '/');
            if (OfContributors.Contains(name)) continue;
            var number = 0;
            foreach (Match block in Block().Matches(File.ReadAllText(page).ReplaceLineEndings("\n")))
                yield return new($"{name} {++number}", block.Groups[1].Value);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> OfComments() =>
        from package in PackageTests.Libraries
        from member in XDocument.Load(Path.ChangeExtension(PackedSamples.AssemblyOf(package), ".xml")).Descendants("member")
        from code in member.Elements("example").Elements("code")
        select new KeyValuePair<string, string>(member.Attribute("name")!.Value.Split('(')[0], code.Value);

    private static IEnumerable<MetadataReference> FindReferences()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var hosts = new[] { "Technic.Embedded", "Technic.Cluster.Client", "Technic.Silo" }
            .Select(name => Path.GetDirectoryName(PackedSamples.AssemblyOf(name))!)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"));
        return platform.Concat(hosts).DistinctBy(Path.GetFileName).Where(IsAssembly).Select(file => MetadataReference.CreateFromFile(file));
    }

    private static bool IsAssembly(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Name is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"(?ms)^```(?:csharp|cs)\n(.*?)^```$")]
    private static partial Regex Block();
}
