using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Technic.Architecture.Tests;

/// <summary>The repository of the tests.</summary>
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

    /// <summary>The paths of the projects in the solution filter without Orleans, with slashes.</summary>
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

    /// <summary>The MSBuild files: projects, and shared props and targets files.</summary>
    public static IEnumerable<(string Path, XDocument Xml)> BuildFiles =>
        Directory.EnumerateFiles(Root, "*.props").Concat(Directory.EnumerateFiles(Root, "*.targets"))
            .Select(file => (Path.GetFileName(file), XDocument.Load(file)))
            .Concat(Projects.Values.Select(project => (project.Path, project.Xml)));

    /// <summary>The direct and transitive references of a project, including the project itself.</summary>
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

    /// <summary>The text files of a folder with certain extensions, without build output and vendored files.</summary>
    /// <param name="folder">The folder: <c>src</c> or <c>tests</c>.</param>
    /// <param name="extensions">The extensions, with dots.</param>
    public static IEnumerable<TextFile> TextFiles(string folder, params string[] extensions) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where extensions.Contains(Path.GetExtension(path)) && !path.Split('/').Any(Generated.Contains)
        select new TextFile(path, [.. File.ReadLines(file).Select((text, index) => new TextLine(index + 1, text))]);

    private static readonly string[] Generated = ["bin", "obj", "node_modules", "lib"];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{Solution} was not found above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();
}

/// <summary>A text file.</summary>
/// <param name="Path">The path in the repository, with slashes.</param>
/// <param name="Lines">The lines.</param>
internal sealed record TextFile(string Path, IReadOnlyList<TextLine> Lines);

/// <summary>A line of a text file.</summary>
/// <param name="Number">The line number, from 1.</param>
/// <param name="Text">The text.</param>
internal sealed record TextLine(int Number, string Text);
