using System.Buffers.Binary;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Tests.Archive;

/// <summary>The layout of a year by symbol: every bar is read as it was written, and what is not whole is not read.</summary>
public sealed class YearColumnsCodecTests
{
    private const int ChecksumBytes = 4;
    private const int PricesAsDoubles = 128;
    private const int VolumesAsDoubles = 64;
    private const int DayCountAt = 36;
    private const int SymbolCountAt = 40;
    private const int IndexLengthAt = 44;
    private const int HeadOfNothing = YearColumnsCodec.StartBytes + ChecksumBytes;

    private static readonly byte[] Fingerprint = [.. Enumerable.Range(0, 32).Select(i => (byte)(7 * i))];
    private static readonly DateOnly[] Sessions =
        [.. ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31))];

    private static Symbol SymbolAt(int number) => Symbol.Parse($"S{(char)('A' + number)}");

    private static byte[] Written(IReadOnlyList<MarketDay> days)
    {
        using var file = new MemoryStream();
        YearColumnsCodec.Write(file, Fingerprint, days);
        return file.ToArray();
    }

    private static byte[] HeadOf(byte[] file) => file[..(int)YearColumnsCodec.HeadLength(file.AsSpan(0, YearColumnsCodec.StartBytes))];

    private static YearIndex IndexOf(byte[] file)
    {
        Assert.True(YearColumnsCodec.TryReadIndex(HeadOf(file), file.Length, Fingerprint, out var index));
        return index;
    }

    private static bool IsRead(byte[] head, long fileLength) => YearColumnsCodec.TryReadIndex(head, fileLength, Fingerprint, out _);

    private static (byte[] Piece, int Flags) PieceAt(byte[] file, int place)
    {
        var (_, flags, at, length) = IndexOf(file).Symbols[place];
        return (file[(int)at..((int)at + length)], flags);
    }

    /// <summary>A year in which one symbol trades on some days.</summary>
    private static byte[] Year(int days, params (int Day, Bar Bar)[] bars) => Written(
        [.. Enumerable.Range(0, days).Select(day => MarketDay.Of(
            Sessions[day], bars.Where(bar => bar.Day == day).ToDictionary(_ => SymbolAt(0), bar => bar.Bar)))]);

    private static Bar BarOf(double price, double volume) => new(default, price, price, price, price, volume);

    /// <summary>CRC-32C, bit by bit.</summary>
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }

    /// <summary>Content with its right checksum, as no disk but a wrong writer would leave it.</summary>
    private static byte[] Sealed(ReadOnlySpan<byte> content)
    {
        byte[] bytes = [.. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(content.Length), Crc32C(content));
        return bytes;
    }

    private static byte[] With(byte[] head, int at, int value)
    {
        var content = head[..^ChecksumBytes];
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(at), value);
        return Sealed(content);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(250)]
    public void Every_bar_is_read_as_it_was_written(int count)
    {
        var random = new Random(count);
        var days = new List<MarketDay>();
        for (var day = 0; day < count; day++)
        {
            var bars = new Dictionary<Symbol, Bar>();
            for (var symbol = 0; symbol < 20; symbol++)
            {
                if (random.Next(5) == 0) continue;
                var unit = symbol % 3 == 2 ? 1 / 3.0 : 1;
                double Price() => Math.Round(10 + (5 * random.NextDouble()), symbol % 2 == 0 ? 2 : 4) * unit;
                // A source may give highs below and lows above the other prices; they are kept as they are.
                bars[SymbolAt(symbol)] = new Bar(
                    default, Price(), Price(), Price(), Price(), symbol % 5 == 4 ? random.NextDouble() : random.Next(),
                    symbol % 4 == 3 && day > 2 ? Price() : double.NaN);
            }
            days.Add(MarketDay.Of(Sessions[day], bars));
        }

        var file = Written(days);
        var index = IndexOf(file);

        Assert.Equal(Sessions[..count], index.Days);
        Assert.Equal(index.Symbols.Select(entry => entry.Symbol).Order(), index.Symbols.Select(entry => entry.Symbol));
        Assert.Equal(days.Sum(day => day.Count), Enumerable.Range(0, index.Symbols.Length).Sum(BarsAt));

        int BarsAt(int place)
        {
            var (piece, flags) = PieceAt(file, place);
            Assert.True(YearColumnsCodec.IsSound(piece));
            var bars = YearColumnsCodec.ReadPiece(piece, flags, index.Days)!;
            for (var i = 0; i < bars.Count; i++)
                Assert.Equal(days[Array.IndexOf(index.Days, bars.Times[i].Date)].BarOf(index.Symbols[place].Symbol), bars[i]);
            return bars.Count;
        }
    }

    [Theory]
    [InlineData(12.34, 1_000, 0)]
    [InlineData(12.3456, 0, 0)]
    [InlineData(1 / 3.0, 1_000, PricesAsDoubles)]
    [InlineData(12.34, 0.5, VolumesAsDoubles)]
    [InlineData(1 / 3.0, 0.5, PricesAsDoubles | VolumesAsDoubles)]
    public void Only_numbers_that_are_not_whole_ones_of_their_unit_take_the_room_of_doubles(double price, double volume, int flags)
    {
        var bar = BarOf(price, volume);

        var (piece, written) = PieceAt(Year(1, (0, bar)), 0);

        Assert.Equal(flags, written);
        Assert.Equal(bar with { Time = BarTime.OfDay(Sessions[0]) }, YearColumnsCodec.ReadPiece(piece, written, Sessions.AsSpan(0, 1))![0]);
    }

    [Fact]
    public void The_head_and_every_piece_end_with_their_CRC_32C()
    {
        var file = Year(9, (0, BarOf(12, 5)), (8, BarOf(13, 6)));

        foreach (var part in new[] { HeadOf(file), PieceAt(file, 0).Piece }) Assert.Equal(part, Sealed(part.AsSpan()[..^ChecksumBytes]));
    }

    [Fact]
    public void A_year_without_bars_is_a_head()
    {
        var file = Written([]);

        Assert.Equal(HeadOfNothing, file.Length);
        Assert.Equal(HeadOfNothing, YearColumnsCodec.HeadLength(file.AsSpan(0, YearColumnsCodec.StartBytes)));
        Assert.Empty(IndexOf(file).Days);
        Assert.Empty(IndexOf(file).Symbols);
    }

    [Fact]
    public void A_start_of_other_bytes_has_no_head()
    {
        var start = Year(9, (0, BarOf(12, 5)))[..YearColumnsCodec.StartBytes];
        Assert.True(YearColumnsCodec.HeadLength(start) > 0);

        for (var length = 0; length < start.Length; length++) Assert.Equal(0, YearColumnsCodec.HeadLength(start.AsSpan(0, length)));
        for (var at = 0; at < 4; at++)
        {
            start[at]++;
            Assert.Equal(0, YearColumnsCodec.HeadLength(start));
            start[at]--;
        }
        foreach (var at in (int[])[DayCountAt, IndexLengthAt])
        {
            var negative = start.ToArray();
            BinaryPrimitives.WriteInt32LittleEndian(negative.AsSpan(at), -1);
            Assert.Equal(0, YearColumnsCodec.HeadLength(negative));
        }
    }

    [Fact]
    public void A_head_that_was_changed_or_cut_or_made_from_other_days_is_not_read()
    {
        var file = Year(9, (0, BarOf(12, 5)));
        var head = HeadOf(file);
        Assert.True(IsRead(head, file.Length));

        Assert.False(YearColumnsCodec.TryReadIndex(head, file.Length, new byte[32], out _));
        Assert.False(IsRead(head, file.Length - 1));
        for (var length = 0; length < head.Length; length++) Assert.False(IsRead(head[..length], file.Length));
        for (var at = 0; at < head.Length; at++)
        {
            head[at] ^= 1;
            Assert.False(IsRead(head, file.Length));
            head[at] ^= 1;
        }
    }

    [Fact]
    public void No_head_is_thrown_over_whatever_it_says_under_a_right_checksum()
    {
        var file = Year(5, (0, BarOf(10, 100)), (2, BarOf(11, 200)));
        var head = HeadOf(file);
        var random = new Random(7);
        foreach (var value in (int[])[int.MinValue, -1, int.MaxValue, DateOnly.MaxValue.DayNumber + 1])
        {
            Assert.False(IsRead(With(head, SymbolCountAt, value), file.Length));
            Assert.False(IsRead(With(head, YearColumnsCodec.StartBytes, value), file.Length));
        }
        for (var round = 0; round < 5_000; round++)
        {
            var content = head[..^ChecksumBytes];
            for (var edits = random.Next(1, 4); edits > 0; edits--)
                content[random.Next(SymbolCountAt, content.Length)] = (byte)random.Next(256);
            // Whatever it is read as, it is no exception.
            if (YearColumnsCodec.HeadLength(content) == head.Length) IsRead(Sealed(content), file.Length);
        }
    }

    [Fact]
    public void A_head_that_does_not_fit_its_index_is_not_read_whatever_its_checksum()
    {
        var file = Year(1, (0, BarOf(12, 5)));
        var head = HeadOf(file);
        // 1 day, then the entry of the only symbol: length, 'S', 'A', length of the piece.
        var entry = YearColumnsCodec.StartBytes + sizeof(int);
        Assert.Equal((byte)'S', head[entry + 1]);

        Assert.False(IsRead(With(head, IndexLengthAt, 3), file.Length)); // longer than it says
        Assert.False(IsRead(With(head, SymbolCountAt, 0), file.Length)); // the piece belongs to nobody
        Assert.False(IsRead(Changed(entry + 1, (byte)'-'), file.Length)); // '-A' is not a symbol
        Assert.False(IsRead(Changed(entry + 3, 0x80), file.Length)); // an unfinished number

        byte[] Changed(int at, byte value)
        {
            var content = head[..^ChecksumBytes];
            content[at] = value;
            return Sealed(content);
        }
    }

    [Theory]
    [InlineData(12.34, 5, false)]
    [InlineData(1 / 3.0, 5, false)]
    [InlineData(12.34, 0.5, false)]
    [InlineData(12.34, 5, true)]
    public void A_piece_that_was_changed_or_has_another_length_is_not_read_whatever_its_checksum(double price, double volume, bool hasVwap)
    {
        var bar = BarOf(price, volume) with { Vwap = hasVwap ? price + 0.01 : double.NaN };
        var (piece, flags) = PieceAt(Year(9, (3, bar)), 0);
        var days = Sessions.AsSpan(0, 9);
        Assert.Equal(1, YearColumnsCodec.ReadPiece(piece, flags, days)!.Count);

        var content = piece[..^ChecksumBytes];
        for (var length = 0; length < content.Length; length++)
        {
            Assert.Null(YearColumnsCodec.ReadPiece(Sealed(content.AsSpan(0, length)), flags, days));
            Assert.Null(YearColumnsCodec.ReadPiece(piece.AsSpan(0, length), flags, days));
        }
        Assert.Null(YearColumnsCodec.ReadPiece(Sealed([.. content, 0]), flags, days));
        for (var at = 0; at < piece.Length; at++)
        {
            piece[at] ^= 1;
            Assert.Null(YearColumnsCodec.ReadPiece(piece, flags, days));
            Assert.False(YearColumnsCodec.IsSound(piece));
            piece[at] ^= 1;
        }
    }

    [Fact]
    public void A_piece_is_too_short_for_a_year_of_more_days()
    {
        var (piece, flags) = PieceAt(Year(9, (3, BarOf(12, 5))), 0);

        for (var days = 8 * piece.Length; days < Sessions.Length; days++)
            Assert.Null(YearColumnsCodec.ReadPiece(piece, flags, Sessions.AsSpan(0, days)));
        for (var days = 8 * (piece.Length - ChecksumBytes) + 1; days < 8 * piece.Length; days++)
            Assert.Null(YearColumnsCodec.ReadPiece(piece, flags, Sessions.AsSpan(0, days)));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(15)]
    public void Bits_after_the_last_day_have_no_bars(int bit)
    {
        var (piece, flags) = PieceAt(Year(9, (3, BarOf(12, 5)), (8, BarOf(13, 6))), 0);
        var content = piece[..^ChecksumBytes];
        content[bit / 8] |= (byte)(1 << (bit % 8));

        var bars = YearColumnsCodec.ReadPiece(Sealed(content), flags, Sessions.AsSpan(0, 9))!;

        Assert.Equal([12.0, 13], bars.Close.ToArray());
    }
}
