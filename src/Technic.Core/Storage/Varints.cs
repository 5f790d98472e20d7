using System.Buffers.Binary;

namespace Technic.Core.Storage;

/// <summary>The numbers of stored prices and volumes: whole numbers of a unit as varints, others as IEEE 754 doubles.</summary>
internal static class Varints
{
    /// <summary>Prices are stored in ten-thousandths of a dollar.</summary>
    public const double UnitsPerDollar = 10_000;

    /// <summary>The bytes of the longest varint.</summary>
    public const int MostBytes = 10;

    /// <summary>The limit below which a double represents every whole number exactly.</summary>
    private const double MaxExact = 1L << 53;

    /// <summary>The number of units of a value, if it is a whole one and round-trips exactly.</summary>
    public static bool TryScale(double value, double unitsPerOne, out long units)
    {
        var rounded = Math.Round(value * unitsPerOne);
        units = rounded is >= 0 and < MaxExact ? (long)rounded : 0;
        return units / unitsPerOne == value;
    }

    /// <returns>The number of bytes.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) target[at++] = (byte)(value | 0x80);
        target[at] = (byte)value;
        return at + 1;
    }

    public static bool TryRead(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        for (int at = 0, shift = 0; at < rest.Length && shift < 64; at++, shift += 7)
        {
            value |= (ulong)(rest[at] & 0x7F) << shift;
            if (rest[at] >= 0x80) continue;
            rest = rest[(at + 1)..];
            return true;
        }
        return false;
    }

    /// <returns>The number of bytes.</returns>
    public static int Write(Span<byte> target, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(target, value);
        return sizeof(double);
    }

    public static bool TryRead(ref ReadOnlySpan<byte> rest, out double value)
    {
        if (!BinaryPrimitives.TryReadDoubleLittleEndian(rest, out value)) return false;
        rest = rest[sizeof(double)..];
        return true;
    }

    /// <summary>
    /// Writes a volume-weighted average price: 0 for none (NaN), 1 and a double, or 2 + the zigzag distance from the close in
    /// ten-thousandths of a dollar. A close that is not a whole number of them counts as 0.
    /// </summary>
    /// <returns>The number of bytes, at most <see cref="MostBytes"/>.</returns>
    public static int WriteVwap(Span<byte> target, double vwap, double close)
    {
        if (double.IsNaN(vwap)) return Write(target, 0UL);
        if (TryScale(vwap, UnitsPerDollar, out var units)) return Write(target, 2 + ZigZag(units - CloseUnits(close)));
        return Write(target, 1UL) + Write(target[1..], vwap);
    }

    /// <summary>Reads what <see cref="WriteVwap"/> wrote.</summary>
    public static bool TryReadVwap(ref ReadOnlySpan<byte> rest, double close, out double vwap)
    {
        vwap = double.NaN;
        if (!TryRead(ref rest, out ulong head)) return false;
        if (head == 1) return TryRead(ref rest, out vwap);
        if (head > 1) vwap = (CloseUnits(close) + UnZigZag(head - 2)) / UnitsPerDollar;
        return true;
    }

    private static long CloseUnits(double close) => TryScale(close, UnitsPerDollar, out var units) ? units : 0;

    /// <summary>A number whose magnitude is small as one that is small.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
