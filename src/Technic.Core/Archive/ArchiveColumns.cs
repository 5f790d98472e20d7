using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>
/// The copy of the archive by symbol: a file a year (<see cref="YearColumnsCodec"/>). A year is made from its days when it is missing or
/// damaged, or when one of its days has been stored again; a study then reads the years that it needs.
/// </summary>
/// <param name="folder">The folder of the files; it is created.</param>
/// <param name="days">The stored days, with the time of each.</param>
/// <param name="open">Reads a day, with a neighbour whose symbols it shares; <c>null</c> if it is not readable.</param>
public sealed class ArchiveColumns(
    string folder, IReadOnlyDictionary<DateOnly, DateTimeOffset> days,
    Func<DateOnly, MarketDay?, CancellationToken, ValueTask<MarketDay?>> open)
{
    /// <summary>Checks or makes a year once, although partitions of the symbols read it at the same time.</summary>
    private readonly SemaphoreSlim _checking = new(1);

    /// <summary>The files that were checked, as they were then.</summary>
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written)> _checked = [];

    /// <summary>The bars of symbols in a span of days, as traded; both days are included.</summary>
    /// <param name="isWanted">Whether a symbol is wanted.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written.</exception>
    public async Task<IReadOnlyList<(Symbol Symbol, BarSeries Bars)>> ReadAsync(
        Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var years = new List<YearColumns>();
        try
        {
            foreach (var year in days.Keys.Where(day => day >= from && day <= to).GroupBy(day => day.Year).OrderBy(year => year.Key))
                years.Add(await OpenAsync(year.Key, cancellationToken).ConfigureAwait(false));
            return Read(years, isWanted, from, to, cancellationToken);
        }
        finally
        {
            foreach (var year in years) year.Dispose();
        }
    }

    /// <summary>Makes the years that are missing, damaged, or made from other days; the newest first.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var year in days.Keys.Select(day => day.Year).Distinct().OrderDescending())
            (await OpenAsync(year, cancellationToken).ConfigureAwait(false)).Dispose();
    }

    private static List<(Symbol Symbol, BarSeries Bars)> Read(
        List<YearColumns> years, Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        Symbol[] symbols =
            [.. years.SelectMany(year => year.Symbols).Where(isWanted).Distinct().Order()];
        var bars = new BarSeries[symbols.Length];
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, symbols.Length, options, i => bars[i] = Join(symbols[i], years).Between(from, to));
        var read = new List<(Symbol, BarSeries)>(symbols.Length);
        for (var i = 0; i < symbols.Length; i++)
        {
            if (bars[i].Count > 0) read.Add((symbols[i], bars[i]));
        }
        return read;
    }

    /// <summary>The bars of a symbol in all years. A year was checked when it was opened.</summary>
    private static BarSeries Join(Symbol symbol, List<YearColumns> years)
    {
        BarSeries[] parts = [.. years.Select(year => year.BarsOf(symbol) ?? throw Damaged(symbol)).Where(part => part.Count > 0)];
        if (parts.Length <= 1) return parts.Length == 0 ? BarSeries.Empty : parts[0];
        var (count, columns) = (parts.Sum(part => part.Count), parts.Max(part => part.Columns));
        var (times, values, at) = (new int[count], new double[count * columns], 0);
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Count; i++) times[at + i] = part.Times[i].Minutes;
            for (var column = 0; column < columns; column++)
                part.CopyColumn(column, 0, part.Count, values.AsSpan((column * count) + at));
            at += part.Count;
        }
        return BarSeries.FromColumns(times, values);
    }

    private static IOException Damaged(Symbol symbol) => new($"The columns of {symbol} are damaged; delete the folder of columns.");

    private async Task<YearColumns> OpenAsync(int year, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{year}.columns"));
        DateOnly[] ofYear = [.. days.Keys.Where(day => day.Year == year).Order()];
        var fingerprint = FingerprintOf(ofYear);
        if (IsChecked(path) && YearColumns.Open(path, fingerprint) is { } sound) return sound;
        await _checking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (YearColumns.Open(path, fingerprint) is { } known)
            {
                if (IsChecked(path) || known.IsSound()) return Checked(path, known);
                known.Dispose();
            }
            await BuildAsync(path, ofYear, fingerprint, cancellationToken).ConfigureAwait(false);
            return Checked(
                path, YearColumns.Open(path, fingerprint) ?? throw new IOException($"'{path}' was written but is not readable."));
        }
        finally
        {
            _checking.Release();
        }
    }

    private bool IsChecked(string path) => _checked.TryGetValue(path, out var then) && then == StateOf(path);

    private YearColumns Checked(string path, YearColumns year)
    {
        _checked[path] = StateOf(path);
        return year;
    }

    private static (long Length, DateTime Written) StateOf(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : default;

    private async Task BuildAsync(string path, DateOnly[] ofYear, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var read = new List<MarketDay>(ofYear.Length);
        foreach (var day in ofYear)
        {
            if (await open(day, read.LastOrDefault(), cancellationToken).ConfigureAwait(false) is { Count: > 0 } market) read.Add(market);
        }
        Directory.CreateDirectory(folder);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                YearColumnsCodec.Write(file, fingerprint, read);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>It changes when a day is added, stored again, or removed.</summary>
    private byte[] FingerprintOf(DateOnly[] ofYear)
    {
        var bytes = new byte[ofYear.Length * 2 * sizeof(long)];
        for (var i = 0; i < ofYear.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 * i * sizeof(long)), ofYear[i].DayNumber);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(((2 * i) + 1) * sizeof(long)), days[ofYear[i]].UtcTicks);
        }
        return SHA256.HashData(bytes);
    }
}
