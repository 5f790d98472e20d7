using System.Buffers.Binary;
using System.Text;
using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>
/// The symbols of the days read so far, by the bytes of their tickers, so that each ticker is decoded once. Safe for concurrent use;
/// reads take no lock.
/// </summary>
internal sealed class SymbolTable
{
    /// <summary>More symbols than any market has; beyond it, tickers are decoded every time.</summary>
    private const int MaxSymbols = 100_000;

    private readonly Lock _adding = new();

    // Open addressing; at most half full, so that searches are short. The length is a power of two.
    private Entry?[] _entries = new Entry?[1 << 15];
    private int _count;

    /// <summary>Gets the symbol of a ticker; <c>false</c> when the ticker is not a valid symbol.</summary>
    /// <param name="ticker">A ticker as packed by <see cref="TickerKey"/>.</param>
    /// <param name="symbol">The symbol.</param>
    public bool TryGet(UInt128 ticker, out Symbol symbol)
    {
        var entries = Volatile.Read(ref _entries);
        if (entries[PlaceOf(entries, ticker)] is not { } entry) return TryAdd(ticker, out symbol);
        symbol = entry.Symbol;
        return true;
    }

    private bool TryAdd(UInt128 ticker, out Symbol symbol)
    {
        if (!Symbol.TryParse(TickerKey.Unpack(ticker), out symbol)) return false;
        lock (_adding)
        {
            var place = PlaceOf(_entries, ticker);
            if (_entries[place] is { } entry) symbol = entry.Symbol;
            else if (_count < MaxSymbols) Add(place, new Entry(ticker, symbol));
        }
        return true;
    }

    private void Add(int place, Entry entry)
    {
        Volatile.Write(ref _entries[place], entry);
        _count++;
        if (_count * 2 < _entries.Length) return;
        var larger = new Entry?[_entries.Length * 2];
        foreach (var old in _entries)
        {
            if (old is not null) larger[PlaceOf(larger, old.Ticker)] = old;
        }
        Volatile.Write(ref _entries, larger);
    }

    /// <summary>The index of a ticker, or of the empty entry for it.</summary>
    private static int PlaceOf(Entry?[] entries, UInt128 ticker)
    {
        var hash = ((ulong)(ticker >> 64) ^ ((ulong)ticker * 0xC2B2AE3D27D4EB4F)) * 0x9E3779B97F4A7C15;
        var mask = entries.Length - 1;
        var place = (int)(hash >> 40) & mask;
        while (entries[place] is { } entry && entry.Ticker != ticker) place = (place + 1) & mask;
        return place;
    }

    private sealed record Entry(UInt128 Ticker, Symbol Symbol);
}

/// <summary>
/// A ticker of at most sixteen ASCII characters as a number: its bytes from the highest down, then zeros. The numbers are in the ordinal
/// order of the tickers; 0 is not a ticker.
/// </summary>
internal static class TickerKey
{
    /// <summary>The number of a ticker; 0 for a text that is not a valid symbol.</summary>
    public static UInt128 Pack(string? ticker)
    {
        if (!Symbol.TryParse(ticker, out _)) return 0;
        UInt128 key = 0;
        foreach (var c in ticker) key = (key << 8) | (byte)c;
        return key << (8 * (Symbol.MaxLength - ticker.Length));
    }

    /// <summary>The text of a number.</summary>
    public static string Unpack(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[Symbol.MaxLength];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return Encoding.ASCII.GetString(bytes.TrimEnd((byte)0));
    }
}
