using System.Xml.Linq;

namespace Technic.Architecture.Tests;

/// <summary>The references of a project file.</summary>
/// <param name="Name">The name without folder and extension, e.g. <c>Technic.Core</c>.</param>
/// <param name="Path">The path from the root of the repository, with slashes.</param>
/// <param name="References">The names of the directly referenced projects.</param>
/// <param name="Packages">The directly referenced packages.</param>
/// <param name="Frameworks">The referenced shared frameworks, except .NET itself.</param>
/// <param name="Xml">The file.</param>
internal sealed record ProjectFile(
    string Name, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages,
    IReadOnlyList<string> Frameworks, XDocument Xml)
{
    private const string Orleans = "Microsoft.Orleans.";

    public bool IsSource => Path.StartsWith("src/", StringComparison.Ordinal);

    public bool NamesOrleans => Packages.Any(package => package.StartsWith(Orleans, StringComparison.OrdinalIgnoreCase));

    public static ProjectFile Read(string root, string file)
    {
        var xml = XDocument.Load(file);
        return new ProjectFile(
            System.IO.Path.GetFileNameWithoutExtension(file),
            System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'),
            [.. Includes("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Includes("PackageReference")],
            [.. Includes("FrameworkReference").Concat(IsWebSdk() ? ["Microsoft.AspNetCore.App"] : Array.Empty<string>()).Distinct()],
            xml);

        IEnumerable<string> Includes(string item) =>
            xml.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

        bool IsWebSdk() => xml.Root?.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web";
    }
}
