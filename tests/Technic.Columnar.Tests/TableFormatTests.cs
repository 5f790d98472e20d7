using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Testing;

namespace Technic.Columnar.Tests;

/// <summary>A table is the same in every format, to the bit, as other readers see it.</summary>
public sealed class TableFormatTests : IDisposable
{
    private static readonly double[] Numbers = [0.1 + 0.2, double.NaN, -1.0 / 3, double.PositiveInfinity, 5e-324];
    private static readonly string?[] Texts = ["BRK.B", null, "Café, \"Söhne\"", "", "=1+1"];
    private static readonly bool[] Flags = [true, false, true, true, false];

    private static readonly BarTime?[] Dates =
    [
        BarTime.OfDay(new DateOnly(2026, 3, 11)), null, BarTime.OfDay(new DateOnly(1969, 12, 31)), Day,
        BarTime.OfDay(new DateOnly(2028, 2, 29)),
    ];

    private static readonly BarTime?[] Starts =
    [
        BarTime.Of(new DateOnly(2026, 1, 5), new TimeOnly(9, 30)), null, BarTime.Of(new DateOnly(2026, 7, 6), new TimeOnly(15, 55)), Day,
        Day,
    ];

    private readonly TemporaryFolder _folder = new();

    private static BarTime Day => BarTime.OfDay(new DateOnly(2026, 11, 20));

    private static ReportTable Table => new(
        [
            new TextColumn("text", Texts), new NumberColumn("number", Numbers) { Unit = "$", Meaning = "A price" },
            new FlagColumn("flag", Flags), new TimeColumn("date", Dates), new TimeColumn("start", Starts),
        ],
        new Dictionary<string, string> { ["source"] = "scripted", ["stale"] = "false" });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_Arrow_stream_has_types_values_nulls_and_facts()
    {
        using var stream = new MemoryStream();
        await ArrowTable.WriteStreamAsync(stream, Table, default);
        stream.Position = 0;
        using var reader = new ArrowStreamReader(stream);

        using var batch = await reader.ReadNextRecordBatchAsync();

        AssertIsTable(batch);
        Assert.Null(await reader.ReadNextRecordBatchAsync());
    }

    [Fact]
    public async Task An_Arrow_file_has_the_same()
    {
        var path = _folder.File("table.arrow");
        await using (var file = File.Create(path)) await TableFile.WriteAsync(file, Table, TableFormat.Arrow, default);
        using var reader = new ArrowFileReader(File.OpenRead(path));

        using var batch = await reader.ReadNextRecordBatchAsync();

        AssertIsTable(batch);
    }

    [Fact]
    public async Task Parquet_has_types_values_nulls_and_facts()
    {
        var path = _folder.File("table.parquet");
        await using (var file = File.Create(path)) await TableFile.WriteAsync(file, Table, TableFormat.Parquet, default);

        var types = Duck.Rows($"describe select * from '{path}'").Select(row => (string)row[1]!);
        var rows = Duck.Rows($"select text, number, flag, date, epoch_us(start) from '{path}'");
        var facts = Duck.Rows($"select decode(key), decode(value) from parquet_kv_metadata('{path}')")
            .ToDictionary(row => row[0]!, row => row[1]);

        Assert.Equal(["VARCHAR", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE"], types);
        Assert.Equal(Texts, rows.Select(row => (string?)row[0]));
        Assert.Equal(Numbers.Select(Bits), rows.Select(row => Bits((double?)row[1])));
        Assert.Equal(Flags, rows.Select(row => (bool)row[2]!));
        Assert.Equal(Dates.Select(date => date?.Date), rows.Select(row => (DateOnly?)row[3]));
        Assert.Equal(Starts.Select(Microseconds), rows.Select(row => (long?)row[4]));
        Assert.Equal(("scripted", "false"), (facts["technic.source"], facts["technic.stale"]));
    }

    [Fact]
    public async Task CSV_has_the_same_numbers()
    {
        var path = _folder.File("table.csv");
        await using (var file = File.Create(path)) await TableFile.WriteAsync(file, Table, TableFormat.Csv, default);

        var rows = Duck.Rows($"select number, date from read_csv('{path}', types = {{'number': 'DOUBLE', 'date': 'DATE'}})");

        Assert.Equal(Numbers.Select(Bits), rows.Select(row => Bits((double?)row[0])));
        Assert.Equal(Dates.Select(date => date?.Date), rows.Select(row => (DateOnly?)row[1]));
    }

    [Fact]
    public async Task An_empty_table_is_readable_in_every_format()
    {
        var empty = new ReportTable([new TextColumn("symbol", []), new NumberColumn("close", []), new TimeColumn("date", [])], Table.Facts);
        var path = _folder.File("empty.parquet");
        await using (var file = File.Create(path)) await TableFile.WriteAsync(file, empty, TableFormat.Parquet, default);
        using var stream = new MemoryStream();
        await ArrowTable.WriteStreamAsync(stream, empty, default);
        stream.Position = 0;
        using var reader = new ArrowStreamReader(stream);

        using var batch = await reader.ReadNextRecordBatchAsync();

        Assert.Equal(0, batch.Length);
        Assert.Empty(Duck.Rows($"select * from '{path}'"));
    }

    [Fact]
    public async Task Parquet_goes_into_a_pipe_that_has_no_position()
    {
        var path = _folder.File("piped.parquet");
        await using (var file = File.Create(path))
        await using (var pipe = new WriteOnlyStream(file))
            await TableFile.WriteStreamAsync(pipe, Table, TableFormat.Parquet, default);

        Assert.Equal(Texts.Length, Duck.Rows($"select * from '{path}'").Count);
    }

    private static void AssertIsTable(RecordBatch batch)
    {
        Assert.Equal(
            [ArrowTypeId.String, ArrowTypeId.Double, ArrowTypeId.Boolean, ArrowTypeId.Date32, ArrowTypeId.Timestamp],
            batch.Schema.FieldsList.Select(field => field.DataType.TypeId));
        var instant = (TimestampType)batch.Schema.GetFieldByName("start").DataType;
        Assert.Equal((TimeUnit.Microsecond, "UTC"), (instant.Unit, instant.Timezone));
        var number = batch.Schema.GetFieldByName("number");
        Assert.Equal(("$", "A price"), (number.Metadata["unit"], number.Metadata["meaning"]));
        Assert.Equal(("scripted", "false"), (batch.Schema.Metadata["technic.source"], batch.Schema.Metadata["technic.stale"]));
        var (texts, flags) = ((StringArray)batch.Column("text"), (BooleanArray)batch.Column("flag"));
        var (dates, starts) = ((Date32Array)batch.Column("date"), (TimestampArray)batch.Column("start"));
        Assert.Equal(Texts, Enumerable.Range(0, batch.Length).Select(row => texts.GetString(row)));
        Assert.Equal(Numbers.Select(Bits), ((DoubleArray)batch.Column("number")).Select(Bits));
        Assert.Equal(Flags, Enumerable.Range(0, batch.Length).Select(row => flags.GetValue(row)!.Value));
        Assert.Equal(Dates.Select(date => date?.Date), Enumerable.Range(0, batch.Length).Select(row => dates.GetDateOnly(row)));
        Assert.Equal(Starts.Select(Microseconds), Enumerable.Range(0, batch.Length).Select(row => starts.GetValue(row)));
    }

    /// <summary>The bits of a number; <c>null</c> for what is written as no number.</summary>
    private static long? Bits(double value) => double.IsFinite(value) ? BitConverter.DoubleToInt64Bits(value) : null;

    private static long? Bits(double? value) => value is { } number ? Bits(number) : null;

    private static long? Microseconds(BarTime? time) =>
        (time?.ToInstant() - DateTimeOffset.UnixEpoch)?.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A stream like that of a response.</summary>
    private sealed class WriteOnlyStream(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
