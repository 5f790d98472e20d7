using Technic.Core.Text;

namespace Technic.Embedded;

/// <summary>What is in a data folder beside the price store.</summary>
public static class DataFolder
{
    private const string Columns = "columns";

    /// <summary>Creates the data folder if it is missing.</summary>
    /// <returns>Why it cannot be one, as one sentence; <c>null</c> if it can.</returns>
    internal static string? Create(string folder)
    {
        try
        {
            if (File.Exists(folder)) return $"The folder of the price store, '{folder}', is a file.";
            Directory.CreateDirectory(folder);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"The folder of the price store, '{Printable.Of(folder)}', cannot be created: {problem.Message.TrimEnd('.')}.";
        }
    }

    /// <summary>The folder of the copy of the stored days by symbol, one for each source.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="source">The name of the price source.</param>
    public static string ColumnsOf(string folder, string source) => Path.Combine(folder, Columns, source);
}
