namespace Technic.Testing;

/// <summary>The real market data that developers have beside a checkout (<c>../shared/data</c>); a user's checkout has none.</summary>
public static class SharedData
{
    /// <summary>The path of a file or folder of the shared data, or <c>null</c> where it is missing.</summary>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", name);
            if (Path.Exists(candidate)) return candidate;
        }
        return null;
    }
}
