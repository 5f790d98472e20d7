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

    /// <summary>A number whose magnitude is small as one that is small.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
