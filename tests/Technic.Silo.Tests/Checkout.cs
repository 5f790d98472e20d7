namespace Technic.Silo.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    /// <summary>A file of it, by its path from the root.</summary>
    public static string Find(params ReadOnlySpan<string> path)
    {
        var relative = Path.Combine(path);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, relative))) folder = folder.Parent;
        return Path.Combine((folder ?? throw new InvalidOperationException($"{relative} is in no folder above the tests.")).FullName,
            relative);
    }
}
