using Parquet;
using Parquet.Schema;
using Technic.Core.Reports;

namespace Technic.Columnar;

/// <summary>
/// Writes tables as Parquet: dates as <c>DATE</c>, instants as <c>TIMESTAMP</c> in microseconds, UTC, numbers as <c>DOUBLE</c>, flags as
/// <c>BOOLEAN</c>, texts as <c>STRING</c>; null where there is no value. The facts are metadata of the file.
/// Source of the format: https://parquet.apache.org/docs/file-format/.
/// </summary>
public sealed class ParquetTable : IAsyncDisposable
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/vnd.apache.parquet";

    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;

    private ParquetTable(ParquetWriter writer, DataField[] fields) => (_writer, _fields) = (writer, fields);

    /// <summary>Writes one table.</summary>
    /// <param name="output">Where to; it must have a position, and is not closed.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task WriteAsync(Stream output, ReportTable table, CancellationToken cancellationToken)
    {
        await using var file = await BeginAsync(output, table, cancellationToken).ConfigureAwait(false);
        await file.AddAsync(table, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a file of several row groups; dispose it to end the file.</summary>
    /// <param name="output">Where to; it must have a position, and is not closed.</param>
    /// <param name="first">A table with the columns and facts of the file. It is not written.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task<ParquetTable> BeginAsync(Stream output, ReportTable first, CancellationToken cancellationToken)
    {
        DataField[] fields = [.. first.Columns.Select(FieldOf)];
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. fields]), output, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        writer.CustomMetadata = first.Facts.ToDictionary(fact => ReportTable.FactPrefix + fact.Key, fact => fact.Value);
        return new ParquetTable(writer, fields);
    }

    /// <summary>Writes a row group.</summary>
    /// <param name="table">A table with the columns of the file.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async Task AddAsync(ReportTable table, CancellationToken cancellationToken)
    {
        using var group = _writer.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
            await WriteAsync(group, _fields[i], table.Columns[i], cancellationToken).ConfigureAwait(false);
        group.CompleteValidate();
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static DataField FieldOf(ReportColumn column) => column switch
    {
        NumberColumn => new DataField<double?>(column.Name),
        TextColumn => new DataField<string>(column.Name),
        FlagColumn => new DataField<bool>(column.Name),
        TimeColumn { AreDates: true } => new DataField<DateOnly?>(column.Name),
        TimeColumn => new DateTimeDataField(
            column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: true),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Unknown kind of column."),
    };

    private static async Task WriteAsync(
        ParquetRowGroupWriter group, DataField field, ReportColumn column, CancellationToken cancellationToken)
    {
        switch (column)
        {
            case NumberColumn numbers:
                double?[] values = [.. numbers.Values.Select(value => double.IsFinite(value) ? value : (double?)null)];
                await group.WriteAsync<double>(field, values, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case TextColumn texts:
                await group.WriteAsync(field, texts.Values!).ConfigureAwait(false);
                break;
            case FlagColumn flags:
                await group.WriteAsync<bool>(field, flags.Values, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case TimeColumn { AreDates: true } times:
                DateOnly?[] dates = [.. times.Values.Select(time => time?.Date)];
                await group.WriteAsync<DateOnly>(field, dates, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case TimeColumn times:
                DateTime?[] instants = [.. times.Values.Select(time => time?.ToInstant().UtcDateTime)];
                await group.WriteAsync<DateTime>(field, instants, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
        }
    }
}
