namespace Technic.Columnar;

/// <summary>The formats in which a table is written for other tools.</summary>
public enum TableFormat
{
    /// <summary>Text, see <see cref="Core.Reports.TableCsv"/>.</summary>
    Csv,

    /// <summary>Arrow's IPC format: as a stream in responses and pipes, as a file in files.</summary>
    Arrow,

    /// <summary>Parquet.</summary>
    Parquet,
}
