namespace Technic.Architecture.Tests;

public sealed class SolutionTests
{
    [Fact]
    public void The_solution_lists_every_project() =>
        Assert.Equal(Sorted(Repository.Projects.Values.Select(project => project.Path)), Sorted(Repository.InSolution));

    [Fact]
    public void The_embedded_filter_lists_exactly_the_projects_that_need_no_Orleans_package() =>
        Assert.Equal(
            Sorted(Repository.Projects.Values.Where(project => !Repository.Closure(project).Any(reached => reached.NamesOrleans))
                .Select(project => project.Path)),
            Sorted(Repository.InEmbeddedFilter));

    [Fact]
    public void Versions_of_packages_are_in_one_file_alone()
    {
        var elsewhere =
            from file in Repository.BuildFiles
            where file.Path != "Directory.Packages.props"
            from element in file.Xml.Descendants()
            where element.Name.LocalName == "PackageVersion"
                || (element.Name.LocalName == "PackageReference" && VersionOf(element) is not null)
            select $"{file.Path}: {element}";

        Assert.Empty(elsewhere);

        static string? VersionOf(System.Xml.Linq.XElement reference) =>
            reference.Attribute("Version")?.Value ?? reference.Attribute("VersionOverride")?.Value
            ?? reference.Element("Version")?.Value ?? reference.Element("VersionOverride")?.Value;
    }

    [Fact]
    public void Every_package_has_one_version()
    {
        var versions = Repository.BuildFiles.Single(file => file.Path == "Directory.Packages.props").Xml
            .Descendants("PackageVersion").Select(version => version.Attribute("Include")!.Value).ToArray();

        Assert.Equal(versions.Distinct(StringComparer.OrdinalIgnoreCase), versions);
    }

    private static string[] Sorted(IEnumerable<string> paths) => [.. paths.Order(StringComparer.Ordinal)];
}
