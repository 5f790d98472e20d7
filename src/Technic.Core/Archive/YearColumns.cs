using System.IO.MemoryMappedFiles;
using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>One year of the archive by symbol, in a memory-mapped file. Safe for concurrent use.</summary>
internal sealed class YearColumns : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly YearIndex _index;
    private readonly Dictionary<Symbol, int> _places;

    private YearColumns(MemoryMappedFile file, MemoryMappedViewAccessor view, YearIndex index)
    {
        (_file, _view, _index) = (file, view, index);
        _places = new Dictionary<Symbol, int>(index.Symbols.Length);
        for (var i = 0; i < index.Symbols.Length; i++) _places.Add(index.Symbols[i].Symbol, i);
    }

    /// <summary>The symbols with a bar in the year.</summary>
    public IEnumerable<Symbol> Symbols => _places.Keys;

    /// <summary>Opens a file; <c>null</c> if there is none, it is damaged, or it was made from other days.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">The fingerprint of the days that the archive has.</param>
    public static YearColumns? Open(string path, ReadOnlySpan<byte> fingerprint)
    {
        if (new FileInfo(path) is not { Exists: true, Length: >= YearColumnsCodec.StartBytes and var length }) return null;
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        var head = YearColumnsCodec.HeadLength(Read(view, 0, YearColumnsCodec.StartBytes));
        if (head > 0 && head <= length && YearColumnsCodec.TryReadIndex(Read(view, 0, (int)head), length, fingerprint, out var index))
            return new YearColumns(file, view, index);
        view.Dispose();
        file.Dispose();
        return null;
    }

    /// <summary>Whether all pieces are as they were written.</summary>
    public bool IsSound() => _index.Symbols.AsParallel().All(entry => YearColumnsCodec.IsSound(Read(_view, entry.At, entry.Length)));

    /// <summary>The bars of a symbol as traded; empty without any, <c>null</c> if they are damaged.</summary>
    public BarSeries? BarsOf(Symbol symbol)
    {
        if (!_places.TryGetValue(symbol, out var place)) return BarSeries.Empty;
        var (_, flags, at, length) = _index.Symbols[place];
        return YearColumnsCodec.ReadPiece(Read(_view, at, length), flags, _index.Days);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static byte[] Read(MemoryMappedViewAccessor view, long at, int length)
    {
        var bytes = new byte[length];
        view.ReadArray(at, bytes, 0, length);
        return bytes;
    }
}
