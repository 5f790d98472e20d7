namespace Technic.Testing;

/// <summary>The repository of the tests.</summary>
public static class Checkout
{
    /// <summary>Returns a file by its path from the root.</summary>
    public static string Find(params ReadOnlySpan<string> path)
    {
        var relative = Path.Combine(path);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, relative))) folder = folder.Parent;
        return Path.Combine((folder ?? throw new InvalidOperationException($"{relative} is in no folder above the tests.")).FullName,
            relative);
    }
}
