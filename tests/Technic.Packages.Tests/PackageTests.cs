using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Technic.Packages.Tests;

/// <summary>What is in the packages.</summary>
[Collection(nameof(PackedSamples))]
public sealed class PackageTests(PackedSamples packed)
{
    internal static readonly string[] Libraries =
    [
        "Technic.Cluster.Client", "Technic.Cluster.Contracts", "Technic.Columnar", "Technic.Core", "Technic.Embedded",
        "Technic.Indicators", "Technic.Polygon", "Technic.Sources", "Technic.Web",
    ];

    public static TheoryData<string> All => [.. Libraries];

    [Fact]
    public void The_packages_are_the_libraries_with_their_symbols_and_the_tool()
    {
        var expected = Libraries.SelectMany(name => new[] { $"{name}.nupkg", $"{name}.snupkg" }).Append("technic.nupkg");

        var made = Directory.EnumerateFiles(packed.Packages).Select(file => Path.GetFileName(file).Replace($".{Version}.", ".", default));

        Assert.Equal(expected.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_describes_itself(string name)
    {
        using var package = Open(name, "nupkg");
        using var text = package.GetEntry($"{name}.nuspec")!.Open();
        var nuspec = XDocument.Load(text).Root!.Elements().Single();

        Assert.Equal("MIT", ValueOf("license"));
        Assert.Equal("README.md", ValueOf("readme"));
        Assert.InRange(ValueOf("description").Length, 60, 400);
        Assert.InRange(ValueOf("tags").Split(' ', ';').Length, 3, 8);
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{name}.xml"));
        Assert.All(
            nuspec.Descendants().Where(element => element.Name.LocalName == "dependency"),
            dependency => Assert.DoesNotContain("Analyzers", dependency.Attribute("id")!.Value, StringComparison.Ordinal));

        string ValueOf(string element) => nuspec.Elements().Single(candidate => candidate.Name.LocalName == element).Value;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_has_symbols_and_no_path_of_the_machine_that_made_it(string name)
    {
        var assembly = Contents(name, "nupkg", $"lib/net10.0/{name}.dll");
        var symbols = Contents(name, "snupkg", $"lib/net10.0/{name}.pdb");

        var path = Encoding.UTF8.GetBytes(PackedSamples.Root + Path.DirectorySeparatorChar);
        Assert.Equal(-1, assembly.AsSpan().IndexOf(path));
        Assert.Equal(-1, symbols.AsSpan().IndexOf(path));
    }

    private static string Version => XDocument.Load(Path.Combine(PackedSamples.Root, "Directory.Build.props"))
        .Descendants("Version").Single().Value;

    private ZipArchive Open(string name, string extension) =>
        ZipFile.OpenRead(Path.Combine(packed.Packages, $"{name}.{Version}.{extension}"));

    private byte[] Contents(string name, string extension, string entry)
    {
        using var package = Open(name, extension);
        using var content = package.GetEntry(entry)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
