using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Storage;

/// <summary>Why bytes are not a valid history.</summary>
public enum PayloadDefect
{
    /// <summary>The bytes are valid.</summary>
    None,

    /// <summary>Truncated, changed, of another key, or not a payload.</summary>
    Damaged,

    /// <summary>Written in a version that is not supported.</summary>
    OtherVersion,
}

/// <summary>
/// The stored form of one <see cref="PriceHistory"/>, the same in every store. Numbers are little-endian; version 1, for n bars and a
/// source name of s bytes, is 22 + s + 44·n bytes; version 2 has one column more:
/// <code>
/// 0        3  magic: ASCII "TPH"
/// 3        1  version: 1; 2 with volume-weighted average prices
/// 4        8  FetchedAt: int64, 100 ns ticks UTC since 0001-01-01
/// 12       2  s: uint16
/// 14       s  source name: UTF-8
/// 14+s     4  n: int32
/// 18+s   4·n  times: int32, BarTime minutes, strictly ascending
/// …     40·n  open, high, low, close, volume: n IEEE 754 doubles each, column after column
/// …     8·n  version 2: volume-weighted average prices, NaN for none
/// …        4  CRC-32C of the key's text form and then of all bytes before
/// </code>
/// The key is not part of the payload but of its checksum: a payload stored under another key is damaged.
/// </summary>
public static class PriceHistoryCodec
{
    /// <summary>The version of a history without volume-weighted average prices.</summary>
    public const byte Version = 1;

    /// <summary>The version of a history with volume-weighted average prices.</summary>
    public const byte VersionWithVwap = 2;

    // The offsets of the fields; only the source name has a variable length.
    private const int VersionAt = 3;
    private const int FetchedAtAt = 4;
    private const int SourceLengthAt = 12;
    private const int SourceAt = 14;
    private const int CountBytes = sizeof(int);
    private const int ChecksumBytes = sizeof(uint);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "TPH"u8;

    /// <summary>Encodes a history.</summary>
    /// <exception cref="ArgumentException">The source name is not valid Unicode, or longer than 65,535 bytes.</exception>
    public static byte[] Encode(PriceHistory history)
    {
        var source = StrictUtf8.GetBytes(history.Source);
        if (source.Length > ushort.MaxValue)
            throw new ArgumentException($"A source name of {source.Length:N0} bytes is too long.", nameof(history));
        var bars = history.Bars;
        var countAt = SourceAt + source.Length;
        var payload = GC.AllocateUninitializedArray<byte>(
            checked(countAt + CountBytes + (bars.Count * BytesPerBar(bars.Columns)) + ChecksumBytes));

        Magic.CopyTo(payload);
        payload[VersionAt] = bars.HasVwap ? VersionWithVwap : Version;
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(FetchedAtAt), history.FetchedAt.UtcTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(SourceLengthAt), (ushort)source.Length);
        source.CopyTo(payload.AsSpan(SourceAt));
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(countAt), bars.Count);
        var rest = Write(MemoryMarshal.Cast<BarTime, int>(bars.Times), payload.AsSpan(countAt + CountBytes));
        for (var column = 0; column < bars.Columns; column++)
            rest = Write(MemoryMarshal.Cast<double, long>(bars.Column(column)), rest);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, Checksum(history.Key, payload.AsSpan(..^ChecksumBytes)));
        return payload;
    }

    /// <summary>Decodes a payload stored under a key. Does not throw for any bytes.</summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> payload, PriceHistoryKey key, [NotNullWhen(true)] out PriceHistory? history, out PayloadDefect defect)
    {
        history = null;
        if (payload.Length <= VersionAt || !payload.StartsWith(Magic))
        {
            defect = PayloadDefect.Damaged;
            return false;
        }
        defect = payload[VersionAt] switch
        {
            Version => Decode(payload, key, BarSeries.ValueColumns, out history),
            VersionWithVwap => Decode(payload, key, BarSeries.ValueColumns + 1, out history),
            _ => PayloadDefect.OtherVersion,
        };
        return history is not null;
    }

    private static int BytesPerBar(int columns) => sizeof(int) + (columns * sizeof(double));

    private static PayloadDefect Decode(ReadOnlySpan<byte> payload, PriceHistoryKey key, int valueColumns, out PriceHistory? history)
    {
        history = null;
        if (payload.Length < SourceAt + CountBytes + ChecksumBytes) return PayloadDefect.Damaged;
        var content = payload[..^ChecksumBytes];
        if (BinaryPrimitives.ReadUInt32LittleEndian(payload[^ChecksumBytes..]) != Checksum(key, content)) return PayloadDefect.Damaged;

        // A correct checksum proves that the bytes are unchanged, not that they were valid: each field is still checked.
        var fetchedAt = BinaryPrimitives.ReadInt64LittleEndian(content[FetchedAtAt..]);
        if (fetchedAt < 0 || fetchedAt > DateTime.MaxValue.Ticks) return PayloadDefect.Damaged;
        var countAt = SourceAt + BinaryPrimitives.ReadUInt16LittleEndian(content[SourceLengthAt..]);
        if (content.Length < countAt + CountBytes) return PayloadDefect.Damaged;
        var source = content[SourceAt..countAt];
        if (!Utf8.IsValid(source)) return PayloadDefect.Damaged;
        var count = BinaryPrimitives.ReadInt32LittleEndian(content[countAt..]);
        var columns = content[(countAt + CountBytes)..];
        if (count < 0 || columns.Length != (long)count * BytesPerBar(valueColumns)) return PayloadDefect.Damaged;

        var times = GC.AllocateUninitializedArray<int>(count);
        var values = GC.AllocateUninitializedArray<double>(count * valueColumns);
        columns = Read(columns, times);
        Read(columns, MemoryMarshal.Cast<double, long>(values.AsSpan()));
        if (!AreBarTimes(times)) return PayloadDefect.Damaged;
        history = new PriceHistory(
            key, BarSeries.FromColumns(times, values), new DateTimeOffset(fetchedAt, TimeSpan.Zero), Encoding.UTF8.GetString(source));
        return PayloadDefect.None;
    }

    /// <summary>
    /// Whether times ascend strictly and begin within the calendar; the range of int minutes ends long before the calendar.
    /// </summary>
    private static bool AreBarTimes(ReadOnlySpan<int> times)
    {
        if (times.Length > 0 && times[0] < BarTime.OfDay(DateOnly.MinValue).Minutes) return false;
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] <= times[i - 1]) return false;
        }
        return true;
    }

    private static uint Checksum(PriceHistoryKey key, ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var character in key.ToString()) crc = BitOperations.Crc32C(crc, (byte)character);
        return ~Crc32C(crc, content);
    }

    /// <summary>
    /// Continues a CRC-32C register (Castagnoli, RFC 3720) over more bytes; without the inversions at the beginning and end.
    /// </summary>
    internal static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return crc;
    }

    /// <summary>Writes a column; returns the rest of the target.</summary>
    private static Span<byte> Write(ReadOnlySpan<int> column, Span<byte> target)
    {
        var written = MemoryMarshal.Cast<byte, int>(target[..(column.Length * sizeof(int))]);
        if (BitConverter.IsLittleEndian) column.CopyTo(written);
        else BinaryPrimitives.ReverseEndianness(column, written);
        return target[(column.Length * sizeof(int))..];
    }

    private static Span<byte> Write(ReadOnlySpan<long> column, Span<byte> target)
    {
        var written = MemoryMarshal.Cast<byte, long>(target[..(column.Length * sizeof(long))]);
        if (BitConverter.IsLittleEndian) column.CopyTo(written);
        else BinaryPrimitives.ReverseEndianness(column, written);
        return target[(column.Length * sizeof(long))..];
    }

    /// <summary>Reads a column; returns the rest of the source.</summary>
    private static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> source, Span<int> column)
    {
        var bytes = MemoryMarshal.AsBytes(column);
        source[..bytes.Length].CopyTo(bytes);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(column, column);
        return source[bytes.Length..];
    }

    private static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> source, Span<long> columns)
    {
        var bytes = MemoryMarshal.AsBytes(columns);
        source[..bytes.Length].CopyTo(bytes);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(columns, columns);
        return source[bytes.Length..];
    }
}
