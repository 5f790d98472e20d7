using System.Text;
using Technic.Core.Reports;

namespace Technic.Columnar;

/// <summary>Writes a table in one of the formats.</summary>
public static class TableFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The format that the extension of a file's name stands for; <c>null</c> for another extension.</summary>
    public static TableFormat? FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => TableFormat.Csv,
        ".arrow" or ".feather" => TableFormat.Arrow,
        ".parquet" => TableFormat.Parquet,
        _ => null,
    };

    /// <summary>Writes a file.</summary>
    /// <param name="output">Where to; it must have a position, and is not closed.</param>
    /// <param name="table">The table.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static Task WriteAsync(Stream output, ReportTable table, TableFormat format, CancellationToken cancellationToken) =>
        format == TableFormat.Arrow
            ? ArrowTable.WriteFileAsync(output, table, cancellationToken)
            : WriteStreamAsync(output, table, format, cancellationToken);

    /// <summary>Writes to a pipe or a response.</summary>
    /// <param name="output">Where to; it is not closed.</param>
    /// <param name="table">The table.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task WriteStreamAsync(Stream output, ReportTable table, TableFormat format, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case TableFormat.Arrow:
                await ArrowTable.WriteStreamAsync(output, table, cancellationToken).ConfigureAwait(false);
                break;
            case TableFormat.Parquet when output.CanSeek:
                await ParquetTable.WriteAsync(output, table, cancellationToken).ConfigureAwait(false);
                break;
            case TableFormat.Parquet:
                // The end of a Parquet file has the positions of its parts.
                using (var whole = new MemoryStream())
                {
                    await ParquetTable.WriteAsync(whole, table, cancellationToken).ConfigureAwait(false);
                    whole.Position = 0;
                    await whole.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
                }
                break;
            default:
                await using (var text = new StreamWriter(output, Utf8, leaveOpen: true) { NewLine = "\n" })
                    TableCsv.Write(text, table);
                break;
        }
    }
}
