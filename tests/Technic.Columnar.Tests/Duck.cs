using DuckDB.NET.Data;

namespace Technic.Columnar.Tests;

/// <summary>Queries of DuckDB in this process.</summary>
internal static class Duck
{
    /// <summary>The records of a query; <c>null</c> for NULL.</summary>
    public static IReadOnlyList<object?[]> Rows(string query)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }
}
