using System.IO.Compression;

namespace Technic.Testing;

/// <summary>The reference data of the project: <c>tests/data</c>, whose README names the sources and licences.</summary>
public static class TestData
{
    private static readonly string Folder = FindFolder();

    /// <summary>The path of a file.</summary>
    /// <param name="name">Its path below <c>tests/data</c>, e.g. <c>sp500-sample/bars.csv.gz</c>.</param>
    /// <exception cref="FileNotFoundException">The file does not exist; a test without its data fails.</exception>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"tests/data has no '{name}'.", path);
    }

    /// <summary>The text of a file; a file with the extension <c>.gz</c> is decompressed.</summary>
    /// <inheritdoc cref="PathOf"/>
    public static string ReadText(string name)
    {
        using Stream file = File.OpenRead(PathOf(name));
        using var text = new StreamReader(
            name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return text.ReadToEnd();
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "data");
            if (File.Exists(Path.Combine(candidate, "README.md"))) return candidate;
        }
        throw new DirectoryNotFoundException($"Missing tests/data above {AppContext.BaseDirectory}: the tests must run from a checkout.");
    }
}
