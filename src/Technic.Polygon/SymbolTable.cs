using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Technic.Core.MarketData;

namespace Technic.Polygon;

/// <summary>The symbols of the days that were read so far, by their tickers' bytes: each ticker becomes a text once. Safe for concurrent use.</summary>
internal sealed class SymbolTable
{
    /// <summary>More symbols than any market has; beyond that, tickers are read anew every time.</summary>
    private const int MaxSymbols = 100_000;

    private readonly ConcurrentDictionary<UInt128, Symbol> _symbols = new();
    private int _count;

    /// <summary>The symbol of a ticker, or <c>false</c> when the ticker is none.</summary>
    /// <param name="ticker">A ticker as <see cref="TickerKey"/> packs it.</param>
    /// <param name="symbol">The symbol.</param>
    public bool TryGet(UInt128 ticker, out Symbol symbol) => _symbols.TryGetValue(ticker, out symbol) || TryAdd(ticker, out symbol);

    private bool TryAdd(UInt128 ticker, out Symbol symbol)
    {
        if (!Symbol.TryParse(TickerKey.Unpack(ticker), out symbol)) return false;
        if (Volatile.Read(ref _count) < MaxSymbols && _symbols.TryAdd(ticker, symbol)) Interlocked.Increment(ref _count);
        return true;
    }
}

/// <summary>
/// A ticker of at most sixteen ASCII characters in one number: its bytes from the highest down, then zeros. The numbers of two tickers are in
/// the ordinal order of their texts; 0 is no ticker.
/// </summary>
internal static class TickerKey
{
    /// <summary>The number of a ticker; 0 for a text that is no symbol.</summary>
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
