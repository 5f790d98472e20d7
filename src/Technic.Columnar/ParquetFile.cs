using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Technic.Columnar;

/// <summary>Reads columns of a Parquet file, of the types that other tools write for them.</summary>
internal sealed class ParquetFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly ParquetReader _reader;

    private ParquetFile(string path, ParquetReader reader) => (_path, _reader) = (path, reader);

    /// <summary>The metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Facts => _reader.CustomMetadata ?? [];

    /// <summary>The number of row groups.</summary>
    public int Groups => _reader.RowGroupCount;

    /// <exception cref="TableFileException">The file cannot be read.</exception>
    public static Task<ParquetFile> OpenAsync(string path, CancellationToken cancellationToken) => GuardAsync(path, async () =>
    {
        var options = new ParquetOptions { UseDateOnlyTypeForDates = true };
        return new ParquetFile(path, await ParquetReader.CreateAsync(path, options, cancellationToken).ConfigureAwait(false));
    });

    /// <summary>The first column with one of the names, without case.</summary>
    public DataField? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var field in _reader.Schema.DataFields)
            {
                if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return field;
            }
        }
        return null;
    }

    /// <summary>Like <see cref="Find"/>.</summary>
    /// <exception cref="TableFileException">The file has none of the columns.</exception>
    public DataField Require(params ReadOnlySpan<string> names) => Find(names) ?? throw new TableFileException(
        $"'{_path}' has no column '{names[0]}'. Its columns are: "
            + $"{string.Join(", ", _reader.Schema.DataFields.Select(field => field.Name))}.");

    /// <summary>Reads a row group.</summary>
    /// <param name="index">The number of the group, from 0.</param>
    /// <param name="read">Reads its columns.</param>
    /// <exception cref="TableFileException">The group cannot be read.</exception>
    public Task<T> ReadGroupAsync<T>(int index, Func<ParquetGroup, Task<T>> read) => GuardAsync(_path, async () =>
    {
        using var group = _reader.OpenRowGroupReader(index);
        return await read(new ParquetGroup(_path, group)).ConfigureAwait(false);
    });

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        // A damaged file makes the library fail in any way.
        catch (Exception problem) when (problem is not (OperationCanceledException or TableFileException))
        {
            throw new TableFileException($"'{path}' cannot be read as Parquet: {problem.Message.TrimEnd('.')}.", problem);
        }
    }
}

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

    /// <summary>The dates of a column; instants are dates in their own clock.</summary>
    /// <exception cref="TableFileException">The column has other values, or a time of day.</exception>
    public async Task<DateOnly?[]> DatesAsync(DataField field, CancellationToken cancellationToken)
    {
        if (field.ClrType == typeof(DateOnly)) return await ValuesAsync<DateOnly>(field, cancellationToken).ConfigureAwait(false);
        if (field.ClrType == typeof(DateTime))
        {
            var times = await ValuesAsync<DateTime>(field, cancellationToken).ConfigureAwait(false);
            if (Array.Exists(times, time => time is { TimeOfDay.Ticks: > 0 }))
                throw new TableFileException($"'{path}': the column '{field.Name}' has times of day; daily bars have dates.");
            return Array.ConvertAll(times, time => time is { } value ? DateOnly.FromDateTime(value) : (DateOnly?)null);
        }
        if (!IsText(field)) throw Unexpected(field, "dates");
        var texts = await TextsAsync(field, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(texts, text => DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null);
    }

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
