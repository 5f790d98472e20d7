using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Technic.Architecture.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static partial class Repository
{
    private const string Solution = "Technic.Orleans.sln";

    public static string Root { get; } = FindRoot();

    /// <summary>Every project under src and tests, by name.</summary>
    public static IReadOnlyDictionary<string, ProjectFile> Projects { get; } = new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
        .Select(file => ProjectFile.Read(Root, file))
        .ToDictionary(project => project.Name);

    /// <summary>The paths of the projects in the solution, with slashes.</summary>
    public static IEnumerable<string> InSolution =>
        SolutionProject().Matches(File.ReadAllText(Path.Combine(Root, Solution))).Select(match => match.Groups[1].Value.Replace('\\', '/'));

    /// <summary>The paths of the projects in the filter that leaves Orleans out, with slashes.</summary>
    public static IEnumerable<string> InEmbeddedFilter
    {
        get
        {
            using var filter = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "Technic.Embedded.slnf")));
            var solution = filter.RootElement.GetProperty("solution");
            Assert.Equal(Solution, solution.GetProperty("path").GetString());
            return [.. solution.GetProperty("projects").EnumerateArray().Select(project => project.GetString()!.Replace('\\', '/'))];
        }
    }

    /// <summary>The files that MSBuild reads: projects, and what they share.</summary>
    public static IEnumerable<(string Path, XDocument Xml)> BuildFiles =>
        Directory.EnumerateFiles(Root, "*.props").Concat(Directory.EnumerateFiles(Root, "*.targets"))
            .Select(file => (Path.GetFileName(file), XDocument.Load(file)))
            .Concat(Projects.Values.Select(project => (project.Path, project.Xml)));

    /// <summary>The projects that a project refers to, itself included, by whatever way.</summary>
    public static IEnumerable<ProjectFile> Closure(ProjectFile project)
    {
        var seen = new HashSet<string> { project.Name };
        var next = new Queue<ProjectFile>([project]);
        while (next.TryDequeue(out var current))
        {
            yield return current;
            foreach (var reference in current.References.Where(seen.Add)) next.Enqueue(Projects[reference]);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{Solution} is in no folder above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();
}
