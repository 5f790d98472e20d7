using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Technic.Columnar;

/// <summary>A row group of a Parquet file.</summary>
internal sealed class ParquetGroup(string path, ParquetRowGroupReader group)
{
    /// <summary>The number of its rows.</summary>
    public int Rows => (int)group.RowCount;

    /// <summary>The numbers of a column; NaN for null.</summary>
    /// <exception cref="TableFileException">The column has other values.</exception>
    public async Task<double[]> NumbersAsync(DataField field, CancellationToken cancellationToken)
    {
        if (field.ClrType == typeof(double)) return await ReadAsync<double>().ConfigureAwait(false);
        if (field.ClrType == typeof(float)) return await ReadAsync<float>().ConfigureAwait(false);
        if (field.ClrType == typeof(long)) return await ReadAsync<long>().ConfigureAwait(false);
        if (field.ClrType == typeof(ulong)) return await ReadAsync<ulong>().ConfigureAwait(false);
        if (field.ClrType == typeof(int)) return await ReadAsync<int>().ConfigureAwait(false);
        if (field.ClrType == typeof(uint)) return await ReadAsync<uint>().ConfigureAwait(false);
        if (field.ClrType == typeof(short)) return await ReadAsync<short>().ConfigureAwait(false);
        if (field.ClrType == typeof(ushort)) return await ReadAsync<ushort>().ConfigureAwait(false);
        if (field.ClrType == typeof(sbyte)) return await ReadAsync<sbyte>().ConfigureAwait(false);
        if (field.ClrType == typeof(byte)) return await ReadAsync<byte>().ConfigureAwait(false);
        if (field.ClrType == typeof(decimal)) return await ReadAsync<decimal>().ConfigureAwait(false);
        throw Unexpected(field, "numbers");

        async Task<double[]> ReadAsync<T>() where T : struct, IConvertible
        {
            var values = await ValuesAsync<T>(field, cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(values, value => value?.ToDouble(CultureInfo.InvariantCulture) ?? double.NaN);
        }
    }

    /// <summary>The texts of a column.</summary>
    /// <exception cref="TableFileException">The column has other values.</exception>
    public async Task<string?[]> TextsAsync(DataField field, CancellationToken cancellationToken)
    {
        if (!IsText(field)) throw Unexpected(field, "texts");
        var texts = new string?[Rows];
        await group.ReadAsync(field, texts!, cancellationToken: cancellationToken).ConfigureAwait(false);
        return texts;
    }

    /// <summary>
    /// The dates of a column: dates, timestamps, numbers such as 20261120 or seconds to nanoseconds since 1970, or texts. A time has a date
    /// when all of them are midnight in their own clock, or in New York midnight or the close of their session.
    /// </summary>
    /// <exception cref="TableFileException">The column has other values, or times of day.</exception>
    public async Task<DateOnly?[]> DatesAsync(DataField field, CancellationToken cancellationToken)
    {
        if (field.ClrType == typeof(DateOnly)) return await ValuesAsync<DateOnly>(field, cancellationToken).ConfigureAwait(false);
        if (field.ClrType == typeof(DateTime))
            return OfTimes(field, await ValuesAsync<DateTime>(field, cancellationToken).ConfigureAwait(false));
        if (field.ClrType == typeof(int) || field.ClrType == typeof(long))
        {
            var numbers = await NumbersAsync(field, cancellationToken).ConfigureAwait(false);
            return RowDates.OfDigits(numbers) ?? OfTimes(field, Array.ConvertAll(numbers, RowDates.TimeOf));
        }
        if (!IsText(field)) throw Unexpected(field, "dates");
        return Array.ConvertAll(await TextsAsync(field, cancellationToken).ConfigureAwait(false), RowDates.OfText);
    }

    private DateOnly?[] OfTimes(DataField field, DateTime?[] times) => RowDates.OfTimes(times)
        ?? throw new TableFileException($"'{path}': the column '{field.Name}' has times of day; daily bars have dates.");

    private async Task<T?[]> ValuesAsync<T>(DataField field, CancellationToken cancellationToken)
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[Rows];
            await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return values;
        }
        var all = new T[Rows];
        await group.ReadAsync<T>(field, all.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(all, value => (T?)value);
    }

    private static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private TableFileException Unexpected(DataField field, string what) => new(
        $"'{path}': expected {what} in the column '{field.Name}', found {(IsText(field) ? "texts" : $"the type {field.ClrType.Name}")}.");
}
