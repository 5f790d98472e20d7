using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// The stored form of one year of the archive by symbol (<see cref="YearColumns"/>): the bars of each symbol in one piece, as traded.
/// Numbers are little-endian; version 2:
/// <code>
/// 0    3  magic: ASCII "TMC"
/// 3    1  version: 2
/// 4   32  fingerprint of the days that it was made from
/// 36   4  d: int32, the number of days
/// 40   4  n: int32, the number of symbols
/// 44   4  length of the index, in bytes
/// 48  4d  days: int32, days since 0001-01-01, ascending
/// …       index, n symbols in ascending order:
///         1  length of the symbol; +128 when the prices, +64 when the volumes are IEEE 754 doubles; +32 with volume-weighted
///            average prices
///         …  symbol: ASCII
///         …  length of its piece in bytes, as a varint
/// …    4  CRC-32C of all bytes before
/// …       n pieces in the order of the symbols:
///         …  days with a bar: a bit a day, the first day in the lowest bit of the first byte
///         …  closes: zigzag varints of their distance from the close before (the first one from 0), in ten-thousandths of a dollar
///         …  opens: zigzag varints of their distance from the close before (the first one from its own close)
///         …  highs: zigzag varints of their distance from the higher one of open and close
///         …  lows: zigzag varints of the distance of the lower one of open and close from them
///         …  volumes: varints of whole shares
///         …  volume-weighted average prices: as in a stored day (MarketDayCodec)
///         4  CRC-32C of the piece
/// </code>
/// Every number round-trips exactly: a symbol with one that is not a whole number of its unit has doubles in that year.
/// </summary>
internal static class YearColumnsCodec
{
    /// <summary>The bytes before the days.</summary>
    public const int StartBytes = 48;

    private const int FingerprintBytes = 32;
    private const byte Version = 2;
    private const int CloseColumn = 3;
    private const int VersionAt = 3;
    private const int FingerprintAt = 4;
    private const int DayCountAt = 36;
    private const int SymbolCountAt = 40;
    private const int IndexLengthAt = 44;
    private const int ChecksumBytes = sizeof(uint);
    private const int PricesAsDoubles = 128;
    private const int VolumesAsDoubles = 64;
    private const int HasVwaps = 32;
    private const int LengthMask = 31;
    private const int LongestEntry = 1 + Symbol.MaxLength + Varints.MostBytes;

    private static ReadOnlySpan<byte> Magic => "TMC"u8;

    /// <summary>Encodes a year.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="fingerprint">The fingerprint of the days.</param>
    /// <param name="days">The days, ascending.</param>
    public static void Write(Stream output, ReadOnlySpan<byte> fingerprint, IReadOnlyList<MarketDay> days)
    {
        Symbol[] symbols = [.. days.SelectMany(day => day.Symbols.ToArray()).Distinct().Order()];
        var pieces = new byte[symbols.Length][];
        var index = new byte[symbols.Length * LongestEntry];
        var (length, near) = (0, new int[days.Count]);
        for (var i = 0; i < symbols.Length; i++)
        {
            var (piece, flags) = PieceOf(symbols[i], days, near);
            pieces[i] = piece;
            index[length] = (byte)(symbols[i].Text.Length | flags);
            length += 1 + Encoding.ASCII.GetBytes(symbols[i].Text, index.AsSpan(length + 1));
            length += Varints.Write(index.AsSpan(length), (ulong)piece.Length);
        }
        var head = new byte[StartBytes + (sizeof(int) * days.Count) + length + ChecksumBytes];
        Magic.CopyTo(head);
        head[VersionAt] = Version;
        fingerprint.CopyTo(head.AsSpan(FingerprintAt, FingerprintBytes));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(DayCountAt), days.Count);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(SymbolCountAt), symbols.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(IndexLengthAt), length);
        for (var i = 0; i < days.Count; i++)
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(StartBytes + (sizeof(int) * i)), days[i].Date.DayNumber);
        index.AsSpan(0, length).CopyTo(head.AsSpan(StartBytes + (sizeof(int) * days.Count)));
        WriteChecksum(head, head.Length - ChecksumBytes);
        output.Write(head);
        foreach (var piece in pieces) output.Write(piece);
    }

    /// <summary>The length of the head of a file: everything before the pieces; 0 if it is no such file.</summary>
    /// <param name="start">The first <see cref="StartBytes"/> of the file.</param>
    public static long HeadLength(ReadOnlySpan<byte> start)
    {
        if (start.Length < StartBytes || !start.StartsWith(Magic) || start[VersionAt] != Version) return 0;
        var (days, index) = (Int(start, DayCountAt), Int(start, IndexLengthAt));
        return days < 0 || index < 0 ? 0 : StartBytes + ((long)sizeof(int) * days) + index + ChecksumBytes;
    }

    /// <summary>Reads the head of a file; does not throw for any bytes.</summary>
    /// <param name="head">The head.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <param name="fingerprint">The fingerprint of the days that the archive has.</param>
    /// <param name="index">The index, unless the file is damaged, has another version, or was made from other days.</param>
    public static bool TryReadIndex(
        ReadOnlySpan<byte> head, long fileLength, ReadOnlySpan<byte> fingerprint, [NotNullWhen(true)] out YearIndex? index)
    {
        index = null;
        if (head.Length < StartBytes + ChecksumBytes || HeadLength(head) != head.Length) return false;
        if (!head.Slice(FingerprintAt, FingerprintBytes).SequenceEqual(fingerprint)) return false;
        if (!HasChecksum(head)) return false;
        var dates = new DateOnly[Int(head, DayCountAt)];
        for (var i = 0; i < dates.Length; i++)
        {
            var day = Int(head, StartBytes + (sizeof(int) * i));
            if (day < 0 || day > DateOnly.MaxValue.DayNumber) return false;
            dates[i] = DateOnly.FromDayNumber(day);
        }
        var rest = head[(StartBytes + (sizeof(int) * dates.Length))..^ChecksumBytes];
        var count = Int(head, SymbolCountAt);
        if (count < 0 || count > rest.Length) return false;
        var entries = new (Symbol Symbol, int Flags, long At, int Length)[count];
        var at = (long)head.Length;
        for (var i = 0; i < entries.Length; i++)
        {
            if (rest.IsEmpty || rest.Length <= (rest[0] & LengthMask)) return false;
            var flags = rest[0] & ~LengthMask;
            var name = rest.Slice(1, rest[0] & LengthMask);
            if (!Symbol.TryParse(Encoding.ASCII.GetString(name), out var symbol)) return false;
            rest = rest[(1 + name.Length)..];
            if (!Varints.TryRead(ref rest, out ulong length) || length > int.MaxValue) return false;
            entries[i] = (symbol, flags, at, (int)length);
            at += (long)length;
        }
        if (at != fileLength) return false;
        index = new YearIndex(dates, entries);
        return true;
    }

    /// <summary>Whether a piece is as it was written.</summary>
    public static bool IsSound(ReadOnlySpan<byte> piece) => piece.Length >= ChecksumBytes && HasChecksum(piece);

    /// <summary>Reads the bars of a symbol; <c>null</c> if the piece is damaged.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="flags">The flags of the symbol.</param>
    /// <param name="days">The days of the year.</param>
    public static BarSeries? ReadPiece(ReadOnlySpan<byte> piece, int flags, ReadOnlySpan<DateOnly> days)
    {
        var bitmap = (days.Length + 7) / 8;
        if (piece.Length < bitmap + ChecksumBytes || !IsSound(piece)) return null;
        var times = TimesOf(piece[..bitmap], days);
        var hasVwaps = (flags & HasVwaps) != 0;
        var values = new double[times.Length * MarketDay.ValuesPerBar(hasVwaps)];
        var columns = new Columns(values, times.Length);
        var rest = piece[bitmap..^ChecksumBytes];
        var isRead = (flags & PricesAsDoubles) != 0
            ? TryReadDoubles(ref rest, columns.Close) && TryReadDoubles(ref rest, columns.Open) && TryReadDoubles(ref rest, columns.High)
                && TryReadDoubles(ref rest, columns.Low)
            : TryReadPrices(ref rest, columns);
        if (!isRead) return null;
        isRead = (flags & VolumesAsDoubles) != 0 ? TryReadDoubles(ref rest, columns.Volume) : TryReadVolumes(ref rest, columns.Volume);
        isRead = isRead && (!hasVwaps || TryReadVwaps(ref rest, columns));
        return isRead && rest.IsEmpty ? BarSeries.FromColumns(times, values) : null;
    }

    private static int[] TimesOf(ReadOnlySpan<byte> bitmap, ReadOnlySpan<DateOnly> days)
    {
        var count = 0;
        foreach (var part in bitmap) count += System.Numerics.BitOperations.PopCount(part);
        var (times, next) = (new int[count], 0);
        for (var day = 0; day < days.Length && next < count; day++)
        {
            if ((bitmap[day / 8] >> (day % 8) & 1) != 0) times[next++] = BarTime.OfDay(days[day]).Minutes;
        }
        return next == count ? times : times[..next];
    }

    private static bool TryReadPrices(ref ReadOnlySpan<byte> rest, in Columns columns)
    {
        var n = columns.Close.Length;
        var units = new long[4 * n];
        var close = units.AsSpan(0, n);
        var open = units.AsSpan(n, n);
        var high = units.AsSpan(2 * n, n);
        var low = units.AsSpan(3 * n, n);
        foreach (ref var unit in units.AsSpan())
        {
            if (!Varints.TryRead(ref rest, out ulong distance)) return false;
            unit = Varints.UnZigZag(distance);
        }
        for (var i = 0; i < n; i++)
        {
            var before = i == 0 ? 0 : close[i - 1];
            close[i] += before;
            open[i] += i == 0 ? close[0] : before;
            high[i] += Math.Max(open[i], close[i]);
            low[i] = Math.Min(open[i], close[i]) - low[i];
            columns.Close[i] = close[i] / Varints.UnitsPerDollar;
            columns.Open[i] = open[i] / Varints.UnitsPerDollar;
            columns.High[i] = high[i] / Varints.UnitsPerDollar;
            columns.Low[i] = low[i] / Varints.UnitsPerDollar;
        }
        return true;
    }

    private static bool TryReadVolumes(ref ReadOnlySpan<byte> rest, Span<double> volumes)
    {
        foreach (ref var volume in volumes)
        {
            if (!Varints.TryRead(ref rest, out ulong shares)) return false;
            volume = shares;
        }
        return true;
    }

    private static bool TryReadVwaps(ref ReadOnlySpan<byte> rest, in Columns columns)
    {
        for (var i = 0; i < columns.Close.Length; i++)
        {
            if (!Varints.TryReadVwap(ref rest, columns.Close[i], out columns.Vwap[i])) return false;
        }
        return true;
    }

    private static bool TryReadDoubles(ref ReadOnlySpan<byte> rest, Span<double> values)
    {
        foreach (ref var value in values)
        {
            if (!Varints.TryRead(ref rest, out value)) return false;
        }
        return true;
    }

    private static (byte[] Piece, int Flags) PieceOf(Symbol symbol, IReadOnlyList<MarketDay> days, int[] near)
    {
        var bitmap = new byte[(days.Count + 7) / 8];
        var bars = new List<double>(days.Count * BarSeries.ValueColumns);
        var vwaps = new List<double>();
        for (var day = 0; day < days.Count; day++)
        {
            var index = days[day].IndexOf(symbol, near[day]);
            near[day] = index < 0 ? ~index : index;
            if (index < 0) continue;
            bitmap[day / 8] |= (byte)(1 << (day % 8));
            bars.AddRange(days[day].ValuesAt(index)[..BarSeries.ValueColumns]);
            vwaps.Add(days[day].HasVwap ? days[day].ValuesAt(index)[BarSeries.VwapColumn] : double.NaN);
        }
        var n = bars.Count / BarSeries.ValueColumns;
        var piece = new byte[bitmap.Length + ((bars.Count + vwaps.Count) * Varints.MostBytes) + ChecksumBytes];
        bitmap.CopyTo(piece, 0);
        var (at, flags) = (bitmap.Length, 0);
        if (UnitsOf(bars, n) is { } units) at += WritePrices(piece.AsSpan(at), units, n);
        else
        {
            flags |= PricesAsDoubles;
            foreach (var column in (ReadOnlySpan<int>)[3, 0, 1, 2])
            {
                for (var i = 0; i < n; i++) at += Varints.Write(piece.AsSpan(at), bars[(i * BarSeries.ValueColumns) + column]);
            }
        }
        var volumes = Enumerable.Range(0, n).Select(i => bars[(i * BarSeries.ValueColumns) + MarketDay.VolumeColumn]).ToArray();
        if (Array.TrueForAll(volumes, volume => Varints.TryScale(volume, 1, out _)))
        {
            foreach (var volume in volumes) at += Varints.Write(piece.AsSpan(at), (ulong)volume);
        }
        else
        {
            flags |= VolumesAsDoubles;
            foreach (var volume in volumes) at += Varints.Write(piece.AsSpan(at), volume);
        }
        if (!vwaps.TrueForAll(double.IsNaN))
        {
            flags |= HasVwaps;
            for (var i = 0; i < n; i++)
                at += Varints.WriteVwap(piece.AsSpan(at), vwaps[i], bars[(i * BarSeries.ValueColumns) + CloseColumn]);
        }
        WriteChecksum(piece, at);
        return (piece[..(at + ChecksumBytes)], flags);
    }

    /// <summary>
    /// Close, open, high and low in ten-thousandths of a dollar, column after column; <c>null</c> if one is no whole number.
    /// </summary>
    private static long[]? UnitsOf(List<double> bars, int n)
    {
        var (units, place) = (new long[4 * n], 0);
        foreach (var column in (ReadOnlySpan<int>)[3, 0, 1, 2])
        {
            for (var i = 0; i < n; i++)
            {
                if (!Varints.TryScale(bars[(i * BarSeries.ValueColumns) + column], Varints.UnitsPerDollar, out units[place++])) return null;
            }
        }
        return units;
    }

    private static int WritePrices(Span<byte> target, ReadOnlySpan<long> units, int n)
    {
        var close = units[..n];
        var open = units.Slice(n, n);
        var high = units.Slice(2 * n, n);
        var low = units.Slice(3 * n, n);
        var at = 0;
        for (var i = 0; i < n; i++) at += Varints.Write(target[at..], Varints.ZigZag(close[i] - (i == 0 ? 0 : close[i - 1])));
        for (var i = 0; i < n; i++) at += Varints.Write(target[at..], Varints.ZigZag(open[i] - (i == 0 ? close[0] : close[i - 1])));
        for (var i = 0; i < n; i++) at += Varints.Write(target[at..], Varints.ZigZag(high[i] - Math.Max(open[i], close[i])));
        for (var i = 0; i < n; i++) at += Varints.Write(target[at..], Varints.ZigZag(Math.Min(open[i], close[i]) - low[i]));
        return at;
    }

    private static int Int(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);

    private static bool HasChecksum(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumBytes..]) == Checksum(bytes[..^ChecksumBytes]);

    private static void WriteChecksum(Span<byte> bytes, int to) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[to..], Checksum(bytes[..to]));

    private static uint Checksum(ReadOnlySpan<byte> content) => ~PriceHistoryCodec.Crc32C(uint.MaxValue, content);

    private readonly ref struct Columns(double[] values, int count)
    {
        private readonly double[] _values = values;

        public Span<double> Open => _values.AsSpan(0, count);
        public Span<double> High => _values.AsSpan(count, count);
        public Span<double> Low => _values.AsSpan(2 * count, count);
        public Span<double> Close => _values.AsSpan(3 * count, count);
        public Span<double> Volume => _values.AsSpan(4 * count, count);
        public Span<double> Vwap => _values.AsSpan(5 * count, count);
    }
}

/// <summary>The index of a year: its days, and where the piece of each symbol is.</summary>
/// <param name="Days">The days, ascending.</param>
/// <param name="Symbols">The symbols, ascending.</param>
internal sealed record YearIndex(DateOnly[] Days, (Symbol Symbol, int Flags, long At, int Length)[] Symbols);
