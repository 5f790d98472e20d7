using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Technic.Core.Market;

namespace Technic.Core.Storage;

/// <summary>
/// The stored form of one <see cref="MarketDay"/>, about 20 bytes a bar. Numbers are little-endian; version 1 or 2:
/// <code>
/// 0   3  magic: ASCII "TMD"
/// 3   1  version: 1; 2 with volume-weighted average prices
/// 4   4  date: int32, days since 0001-01-01
/// 8   4  n: int32
/// 12     n bars in the order of their symbols:
///        1  length of the symbol; +128 when the prices, +64 when the volume are IEEE 754 doubles
///        …  symbol: ASCII
///        …  open as a varint of ten-thousandths of a dollar; high, low and close as zigzag varints of their distance from it
///        …  volume as a varint of whole shares
///        …  version 2: volume-weighted average price as a varint: 0 for none, 1 before a double, or 2 + its zigzag distance from the
///           close in ten-thousandths of a dollar
/// …   4  CRC-32C of all bytes before
/// </code>
/// Every number round-trips exactly: one that is not a whole number of its unit is stored as a double.
/// </summary>
public static class MarketDayCodec
{
    /// <summary>The version of a day without volume-weighted average prices.</summary>
    public const byte Version = 1;

    /// <summary>The version of a day with volume-weighted average prices.</summary>
    public const byte VersionWithVwap = 2;

    private const int VersionAt = 3;
    private const int DateAt = 4;
    private const int CountAt = 8;
    private const int BarsAt = 12;
    private const int ChecksumBytes = sizeof(uint);
    private const int PricesAsDoubles = 128;
    private const int VolumeAsDouble = 64;
    private const int LengthMask = 63;
    private const int LongestBar = 1 + Symbol.MaxLength + ((BarSeries.ValueColumns + 1) * Varints.MostBytes);

    private static ReadOnlySpan<byte> Magic => "TMD"u8;

    /// <summary>Encodes a day.</summary>
    public static byte[] Encode(MarketDay day)
    {
        var payload = new byte[BarsAt + (day.Count * LongestBar) + ChecksumBytes];
        Magic.CopyTo(payload);
        payload[VersionAt] = day.HasVwap ? VersionWithVwap : Version;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(DateAt), day.Date.DayNumber);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(CountAt), day.Count);
        var at = BarsAt;
        for (var i = 0; i < day.Count; i++) at += WriteBar(payload.AsSpan(at), day.Symbols[i], day.ValuesAt(i));
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(at), Checksum(payload.AsSpan(0, at)));
        return payload[..(at + ChecksumBytes)];
    }

    /// <summary>Decodes a payload stored as a day. Does not throw for any bytes.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="date">The expected day.</param>
    /// <param name="neighbour">A day that was read before; the new one shares its symbols.</param>
    /// <param name="day">The day, unless the payload is damaged or has another version.</param>
    public static bool TryDecode(ReadOnlySpan<byte> payload, DateOnly date, MarketDay? neighbour, [NotNullWhen(true)] out MarketDay? day)
    {
        day = null;
        if (payload.Length < BarsAt + ChecksumBytes || !payload.StartsWith(Magic)) return false;
        if (payload[VersionAt] is not (Version or VersionWithVwap)) return false;
        var content = payload[..^ChecksumBytes];
        if (BinaryPrimitives.ReadUInt32LittleEndian(payload[^ChecksumBytes..]) != Checksum(content)) return false;
        if (BinaryPrimitives.ReadInt32LittleEndian(content[DateAt..]) != date.DayNumber) return false;
        var count = BinaryPrimitives.ReadInt32LittleEndian(content[CountAt..]);
        var rest = content[BarsAt..];
        if (count < 0 || count > rest.Length) return false;

        var symbols = new Symbol[count];
        var perBar = MarketDay.ValuesPerBar(payload[VersionAt] == VersionWithVwap);
        var values = new double[count * perBar];
        var names = new SharedNames(neighbour);
        for (var i = 0; i < count; i++)
        {
            var bar = values.AsSpan(i * perBar, perBar);
            if (!TryReadBar(ref rest, ref names, out symbols[i], bar)) return false;
            if (i > 0 && symbols[i].CompareTo(symbols[i - 1]) <= 0) return false;
        }
        if (!rest.IsEmpty) return false;
        day = new MarketDay(date, symbols, values);
        return true;
    }

    private static int WriteBar(Span<byte> target, Symbol symbol, ReadOnlySpan<double> values)
    {
        Span<long> units = stackalloc long[4];
        var scaled = true;
        for (var i = 0; i < units.Length; i++) scaled &= Varints.TryScale(values[i], Varints.UnitsPerDollar, out units[i]);
        var whole = Varints.TryScale(values[4], 1, out var shares);

        target[0] = (byte)(symbol.Text.Length | (scaled ? 0 : PricesAsDoubles) | (whole ? 0 : VolumeAsDouble));
        var at = 1 + Encoding.ASCII.GetBytes(symbol.Text, target[1..]);
        if (scaled)
        {
            at += Varints.Write(target[at..], (ulong)units[0]);
            for (var i = 1; i < units.Length; i++) at += Varints.Write(target[at..], Varints.ZigZag(units[i] - units[0]));
        }
        else
        {
            for (var i = 0; i < units.Length; i++) at += Varints.Write(target[at..], values[i]);
        }
        at += whole ? Varints.Write(target[at..], (ulong)shares) : Varints.Write(target[at..], values[4]);
        return values.Length > BarSeries.VwapColumn
            ? at + Varints.WriteVwap(target[at..], values[BarSeries.VwapColumn], values[3])
            : at;
    }

    private static bool TryReadBar(ref ReadOnlySpan<byte> rest, ref SharedNames names, out Symbol symbol, Span<double> values)
    {
        symbol = default;
        if (rest.IsEmpty) return false;
        var head = rest[0];
        var length = head & LengthMask;
        if (rest.Length < 1 + length || !names.TryRead(rest.Slice(1, length), out symbol)) return false;
        rest = rest[(1 + length)..];
        if ((head & PricesAsDoubles) != 0)
        {
            for (var i = 0; i < 4; i++)
            {
                if (!Varints.TryRead(ref rest, out values[i])) return false;
            }
        }
        else
        {
            if (!Varints.TryRead(ref rest, out ulong open)) return false;
            values[0] = (long)open / Varints.UnitsPerDollar;
            for (var i = 1; i < 4; i++)
            {
                if (!Varints.TryRead(ref rest, out ulong distance)) return false;
                values[i] = ((long)open + Varints.UnZigZag(distance)) / Varints.UnitsPerDollar;
            }
        }
        if ((head & VolumeAsDouble) != 0)
        {
            if (!Varints.TryRead(ref rest, out values[4])) return false;
        }
        else
        {
            if (!Varints.TryRead(ref rest, out ulong shares)) return false;
            values[4] = shares;
        }
        return values.Length <= BarSeries.VwapColumn
            || Varints.TryReadVwap(ref rest, values[3], out values[BarSeries.VwapColumn]);
    }

    private static uint Checksum(ReadOnlySpan<byte> content) => ~PriceHistoryCodec.Crc32C(uint.MaxValue, content);

    /// <summary>Returns symbols in ascending order, reusing those of a similar day instead of creating them again.</summary>
    private ref struct SharedNames(MarketDay? neighbour)
    {
        private readonly ReadOnlySpan<Symbol> _known = neighbour is null ? default : neighbour.Symbols;
        private int _next;

        public bool TryRead(ReadOnlySpan<byte> name, out Symbol symbol)
        {
            for (; _next < _known.Length; _next++)
            {
                var order = Compare(_known[_next].Text, name);
                if (order > 0) break;
                if (order < 0) continue;
                symbol = _known[_next++];
                return true;
            }
            return Symbol.TryParse(Encoding.ASCII.GetString(name), out symbol);
        }

        private static int Compare(string known, ReadOnlySpan<byte> name)
        {
            var length = Math.Min(known.Length, name.Length);
            for (var i = 0; i < length; i++)
            {
                if (known[i] != name[i]) return known[i] - name[i];
            }
            return known.Length - name.Length;
        }
    }
}
