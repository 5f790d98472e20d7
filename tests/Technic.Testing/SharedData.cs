using Xunit;

namespace Technic.Testing;

/// <summary>
/// The large market data that developers may have beside a checkout (<c>../shared/data</c>). The data that all tests need is in
/// <see cref="TestData"/>; a test that needs more is a <c>[SkippableFact]</c> and is reported as skipped if the data is missing.
/// </summary>
public static class SharedData
{
    /// <summary>The path of a file of the shared data; skips the test if it is missing.</summary>
    public static string Require(string name)
    {
        var path = Find(name);
        Skip.If(path is null, $"../shared/data/{name} is not on this machine.");
        return path!;
    }

    private static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", name);
            if (Path.Exists(candidate)) return candidate;
        }
        return null;
    }
}
