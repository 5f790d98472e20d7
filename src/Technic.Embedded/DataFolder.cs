namespace Technic.Embedded;

/// <summary>What is in a data folder beside the price store.</summary>
public static class DataFolder
{
    private const string Columns = "columns";

    /// <summary>The folder of the copy of the stored days by symbol, one for each source.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="source">The name of the price source.</param>
    public static string ColumnsOf(string folder, string source) => Path.Combine(folder, Columns, source);
}
