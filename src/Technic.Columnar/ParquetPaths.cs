namespace Technic.Columnar;

/// <summary>What the paths of Parquet files say: partitions of other tools, and files that are none of the data.</summary>
internal static class ParquetPaths
{
    private const string Extension = ".parquet";

    /// <summary>The files of a folder and its subfolders; those that begin with <c>.</c> or <c>_</c> are notes of tools.</summary>
    public static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, $"*{Extension}", SearchOption.AllDirectories)
            .Where(file => !PartsOf(Path.GetRelativePath(folder, file)).Any(part => part[0] is '.' or '_'));

    /// <summary>Whether a path has the extension of Parquet files.</summary>
    public static bool IsFile(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The value of a partition, which is a folder <c>symbol=AAPL</c> instead of a column: DuckDB's <c>PARTITION_BY</c>, Hive, Spark.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The possible names, without case.</param>
    /// <returns><c>null</c> if there is none.</returns>
    public static string? PartitionOf(string path, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var part in PartsOf(Path.GetDirectoryName(path) ?? "").Reverse())
            {
                if (part.Length > name.Length && part[name.Length] == '=' && part.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                    return Uri.UnescapeDataString(part[(name.Length + 1)..]);
            }
        }
        return null;
    }

    private static string[] PartsOf(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
