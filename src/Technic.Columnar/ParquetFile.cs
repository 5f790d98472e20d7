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
