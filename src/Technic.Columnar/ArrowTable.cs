using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Technic.Core.Market;
using Technic.Core.Reports;

namespace Technic.Columnar;

/// <summary>
/// Writes a table in Arrow's IPC format: dates as <c>date32</c>, instants as <c>timestamp[us, UTC]</c>, numbers as <c>double</c>, flags as
/// <c>bool</c>, texts as <c>utf8</c>; null where there is no value. The facts are metadata of the schema; unit and meaning of a column are
/// metadata of its field.
/// Source of the format: https://arrow.apache.org/docs/format/Columnar.html.
/// </summary>
public static class ArrowTable
{
    /// <summary>The media type of a stream.</summary>
    public const string ContentType = "application/vnd.apache.arrow.stream";

    private static readonly TimestampType Instant = new(TimeUnit.Microsecond, "UTC");

    /// <summary>Writes a stream; it is not closed.</summary>
    public static async Task WriteStreamAsync(Stream output, ReportTable table, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(table);
        using var writer = new ArrowStreamWriter(output, schema, leaveOpen: true);
        await WriteAsync(writer, schema, table, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a file (Feather version 2); the stream is not closed.</summary>
    public static async Task WriteFileAsync(Stream output, ReportTable table, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(table);
        using var writer = new ArrowFileWriter(output, schema, leaveOpen: true);
        await WriteAsync(writer, schema, table, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(ArrowStreamWriter writer, Schema schema, ReportTable table, CancellationToken cancellationToken)
    {
        using var batch = new RecordBatch(schema, table.Columns.Select(ValuesOf), table.Rows);
        await writer.WriteStartAsync(cancellationToken).ConfigureAwait(false);
        await writer.WriteRecordBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Schema SchemaOf(ReportTable table) => new(
        table.Columns.Select(FieldOf), table.Facts.ToDictionary(fact => ReportTable.FactPrefix + fact.Key, fact => fact.Value));

    private static Field FieldOf(ReportColumn column)
    {
        var facts = new Dictionary<string, string>();
        if (column.Unit.Length > 0) facts.Add("unit", column.Unit);
        if (column.Meaning.Length > 0) facts.Add("meaning", column.Meaning);
        return new Field(column.Name, TypeOf(column), nullable: column is not FlagColumn, facts);
    }

    private static ArrowType TypeOf(ReportColumn column) => column switch
    {
        NumberColumn => DoubleType.Default,
        TextColumn => StringType.Default,
        FlagColumn => BooleanType.Default,
        TimeColumn { AreDates: true } => Date32Type.Default,
        TimeColumn => Instant,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Unknown kind of column."),
    };

    private static IArrowArray ValuesOf(ReportColumn column) => column switch
    {
        NumberColumn numbers => Numbers(numbers.Values),
        TextColumn texts => new StringArray.Builder().AppendRange(texts.Values).Build(),
        FlagColumn flags => new BooleanArray.Builder().AppendRange(flags.Values).Build(),
        TimeColumn { AreDates: true } times => Dates(times.Values),
        TimeColumn times => Instants(times.Values),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Unknown kind of column."),
    };

    private static DoubleArray Numbers(double[] values)
    {
        var numbers = new DoubleArray.Builder().Reserve(values.Length);
        foreach (var value in values)
        {
            if (double.IsFinite(value)) numbers.Append(value);
            else numbers.AppendNull();
        }
        return numbers.Build();
    }

    private static Date32Array Dates(BarTime?[] values)
    {
        var dates = new Date32Array.Builder().Reserve(values.Length);
        foreach (var value in values)
        {
            if (value is { } time) dates.Append(time.Date);
            else dates.AppendNull();
        }
        return dates.Build();
    }

    private static TimestampArray Instants(BarTime?[] values)
    {
        var instants = new TimestampArray.Builder(Instant).Reserve(values.Length);
        foreach (var value in values)
        {
            if (value is { } time) instants.Append(time.ToInstant());
            else instants.AppendNull();
        }
        return instants.Build();
    }
}
