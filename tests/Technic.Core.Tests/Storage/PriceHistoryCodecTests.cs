using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Tests.Storage;

public sealed class PriceHistoryCodecTests
{
    private static readonly PriceHistoryKey Aapl = PriceHistoryKey.Parse("AAPL_90_daily");

    // Written by version 1; it must always be readable. Never regenerate it.
    private const string Version1Payload =
        "54504801013AE6230205D9080700706F6C79676F6E03000000DAB59B01DFB59B0100BD9B0100000000008870" +
        "4000000000009070400000000000A0704000000000009470400000000000A270400000000000A07040000000" +
        "000080704000000000008C70400000000000A0704000000000009070400000000000A070400000000000A070" +
        "4000000000C01CC84000000000000000000000000065CDCD41B22079B5";

    private static readonly PriceHistory Version1History = History(
        PriceHistoryKey.Parse("BRK.B_30_intraday@2021-04-21"),
        new DateTimeOffset(2021, 4, 21, 20, 15, 0, TimeSpan.Zero).AddTicks(1),
        "polygon",
        new Bar(BarTime.Of(new DateOnly(2021, 4, 20), new TimeOnly(9, 30)), 264.5, 265.25, 264, 265, 12_345.5),
        new Bar(BarTime.Of(new DateOnly(2021, 4, 20), new TimeOnly(9, 35)), 265, 266.125, 264.75, 266, 0),
        new Bar(BarTime.Of(new DateOnly(2021, 4, 21), new TimeOnly(16, 0)), 266, 266, 266, 266, 1e9));

    [Fact]
    public void What_version_1_wrote_is_still_read()
    {
        Assert.True(
            PriceHistoryCodec.TryDecode(Convert.FromHexString(Version1Payload), Version1History.Key, out var history, out var defect));

        Assert.Equal(PayloadDefect.None, defect);
        AssertSame(Version1History, history);
    }

    [Fact]
    public void Version_1_is_written_byte_for_byte_as_on_its_first_day() =>
        Assert.Equal(Version1Payload, Convert.ToHexString(PriceHistoryCodec.Encode(Version1History)));

    [Fact]
    public void The_checksum_is_the_CRC_32C_of_RFC_3720()
    {
        Assert.Equal(0xE306_9283, ~PriceHistoryCodec.Crc32C(uint.MaxValue, "123456789"u8));
        Assert.Equal(0x8A91_36AA, ~PriceHistoryCodec.Crc32C(uint.MaxValue, new byte[32]));
    }

    [Fact]
    public void A_history_without_bars_keeps_when_and_whom_it_was_asked_of()
    {
        var nothing = History(Aapl, new DateTimeOffset(2026, 8, 3, 16, 0, 0, TimeSpan.FromHours(-4)), "synthetic-42");

        AssertSame(nothing, Decode(PriceHistoryCodec.Encode(nothing), Aapl));
    }

    [Fact]
    public void A_slice_is_stored_without_the_bars_around_it()
    {
        var whole = History(Aapl, DateTimeOffset.UnixEpoch, "csv", [.. Enumerable.Range(18_000, 50).Select(Day)]);
        var slice = whole with { Bars = whole.Bars.Slice(10, 5) };

        var decoded = Decode(PriceHistoryCodec.Encode(slice), Aapl);

        AssertSame(slice, decoded);
        Assert.Equal(5, decoded.Bars.Compact().Count);
        Assert.Equal(22 + 3 + (5 * 44), PriceHistoryCodec.Encode(slice).Length);
    }

    [Fact]
    public void Volume_weighted_prices_are_a_column_more_and_version_2()
    {
        var history = History(Aapl, DateTimeOffset.UnixEpoch, "polygon", Day(18_000) with { Vwap = 10.5 }, Day(18_001));
        var payload = PriceHistoryCodec.Encode(history);

        Assert.Equal((2, 22 + 7 + (2 * 52)), (payload[3], payload.Length));
        Assert.Equal([10.5, double.NaN], Decode(payload, Aapl).Bars.Vwap.ToArray());
    }

    [Theory]
    [InlineData("AAPL_91_daily")]
    [InlineData("AAPM_90_daily")]
    [InlineData("AAPL_90_intraday")]
    [InlineData("AAPL_90_daily@2021-04-21")]
    public void A_payload_under_another_key_is_damaged(string otherKey)
    {
        var payload = PriceHistoryCodec.Encode(History(Aapl, DateTimeOffset.UnixEpoch, "polygon", Day(18_000)));

        AssertDefect(PayloadDefect.Damaged, payload, PriceHistoryKey.Parse(otherKey));
    }

    [Fact]
    public void Another_version_is_told_apart_from_damage()
    {
        var payload = PriceHistoryCodec.Encode(History(Aapl, DateTimeOffset.UnixEpoch, "polygon", Day(18_000)));
        payload[3] = 3;

        AssertDefect(PayloadDefect.OtherVersion, payload, Aapl);
    }

    [Fact]
    public void Every_truncation_and_every_addition_is_damage()
    {
        var payload = PriceHistoryCodec.Encode(History(Aapl, DateTimeOffset.UnixEpoch, "polygon", Day(18_000), Day(18_001)));

        for (var length = 0; length < payload.Length; length++) AssertDefect(PayloadDefect.Damaged, payload[..length], Aapl);
        AssertDefect(PayloadDefect.Damaged, [.. payload, 0], Aapl);
    }

    [Fact]
    public void Every_single_flipped_bit_is_noticed()
    {
        var payload = PriceHistoryCodec.Encode(History(Aapl, DateTimeOffset.UnixEpoch, "polygon", Day(18_000), Day(18_001)));

        for (var bit = 0; bit < payload.Length * 8; bit++)
        {
            var flipped = payload.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(PriceHistoryCodec.TryDecode(flipped, Aapl, out _, out _), $"bit {bit} was not noticed");
        }
    }

    public static TheoryData<string, byte[]> WellSealedNonsense { get; } = new()
    {
        { "a count that needs more bytes than memory has", Content(0, "x", int.MaxValue, []) },
        { "a negative count", Content(0, "x", -1, []) },
        { "more bars than bytes", Content(0, "x", 2, [1]) },
        { "fewer bars than bytes", Content(0, "x", 1, [1, 2]) },
        { "times that stand still", Content(0, "x", 2, [5, 5]) },
        { "times that fall", Content(0, "x", 3, [5, 7, 6]) },
        { "a time before the calendar begins", Content(0, "x", 1, [int.MinValue]) },
        { "a negative instant", Content(-1, "x", 0, []) },
        { "an instant after the calendar ends", Content(long.MaxValue, "x", 0, []) },
        { "a source name that is no UTF-8", Content(0, [0xC3, 0x28], 0, []) },
        { "a source name longer than the payload", [.. "TPH"u8, 1, .. new byte[8], 0xFF, 0xFF, .. new byte[20]] },
        { "nothing after the version", [.. "TPH"u8, 1] },
    };

    [Theory]
    [MemberData(nameof(WellSealedNonsense))]
    public void Nonsense_under_a_good_checksum_is_damaged(string what, byte[] content) =>
        Assert.True(DefectOf(Sealed(content, Aapl), Aapl) == PayloadDefect.Damaged, what);

    [Fact]
    public void Every_history_survives_the_round_trip() => Holds(
        Histories, history =>
        {
            AssertSame(history, Decode(PriceHistoryCodec.Encode(history), history.Key));
        });

    [Fact]
    public void Random_bytes_are_never_a_history() => Holds(
        from bytes in Bytes
        from withHeader in Gen.Elements(true, false)
        from version in Gen.Elements<byte>(1, 2)
        select withHeader ? [.. "TPH"u8, version, .. bytes] : bytes,
        bytes => Assert.False(PriceHistoryCodec.TryDecode(bytes, Aapl, out _, out _)));

    [Fact]
    public void A_mutated_payload_never_reads_as_something_else() => Holds(
        from history in Histories
        from edits in Gen.Choose(0, 1_000_000).Two().NonEmptyListOf()
        from cut in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 200)))
        select (history, edits, cut),
        x =>
        {
            var payload = PriceHistoryCodec.Encode(x.history);
            var mutated = payload[..Math.Max(0, payload.Length - x.cut)];
            foreach (var (position, value) in x.edits)
            {
                if (mutated.Length > 0) mutated[position % mutated.Length] = (byte)value;
            }
            if (PriceHistoryCodec.TryDecode(mutated, x.history.Key, out var read, out _)) AssertSame(x.history, read);
        });

    [Fact]
    public void Whatever_reads_as_a_history_is_written_with_the_same_bytes() => Holds(
        from ticks in Gen.OneOf(
            Gen.Choose(int.MinValue, int.MaxValue).Select(x => (long)x),
            Gen.Elements(long.MinValue, DateTime.MaxValue.Ticks, DateTime.MaxValue.Ticks + 1))
        from source in Gen.Frequency((3, Gen.Constant("polygon"u8.ToArray())), (1, Bytes))
        from times in Gen.Choose(-1_100_000_000, int.MaxValue).ArrayOf()
        from sorted in Gen.Elements(true, true, false)
        from miscount in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(-3, 3)))
        select Content(ticks, source, times.Length + miscount, sorted ? [.. times.Order()] : times),
        content =>
        {
            var payload = Sealed(content, Aapl);
            if (PriceHistoryCodec.TryDecode(payload, Aapl, out var history, out _))
                Assert.Equal(payload, PriceHistoryCodec.Encode(history));
        });

    private static Gen<byte[]> Bytes => Gen.Choose(0, 255).Select(x => (byte)x).ArrayOf();

    private static Gen<PriceHistory> Histories =>
        from symbol in Gen.Elements("A", "AAPL", "BRK.B", "BACpL", "ABCDEFGHIJKLMNOP")
        from days in Gen.Choose(1, PriceHistoryKey.MaxDays)
        from frequency in Gen.Elements(Frequency.Daily, Frequency.Intraday)
        from replay in Gen.Choose(-1, 20_000)
        from source in Gen.Elements("", "polygon", "synthetic-42", "csv-Ω")
        from seconds in Gen.Choose(int.MinValue, int.MaxValue)
        from offset in Gen.Choose(-14, 14)
        from times in Gen.Choose(-50_000_000, 50_000_000).ArrayOf()
        from seed in Gen.Choose(0, int.MaxValue)
        select History(
            new PriceHistoryKey(
                Symbol.Parse(symbol), days, frequency, replay < 0 ? null : new DateOnly(1990, 1, 1).AddDays(replay)),
            DateTimeOffset.UnixEpoch.AddSeconds(seconds).ToOffset(TimeSpan.FromHours(offset)),
            source,
            AnyBars(times, new Random(seed)));

    private static Bar[] AnyBars(int[] times, Random random) =>
    [
        .. times.Distinct().Order().Select(time => new Bar(
            new BarTime(time), AnyDouble(random), AnyDouble(random), AnyDouble(random), AnyDouble(random), AnyDouble(random),
            times.Length % 2 == 0 ? double.NaN : AnyDouble(random))),
    ];

    private static double AnyDouble(Random random) => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));

    private static Bar Day(int dayNumber) => new(new BarTime(dayNumber * 1440), 10, 12, 9, 11, 1_000_000);

    private static PriceHistory History(PriceHistoryKey key, DateTimeOffset fetchedAt, string source, params Bar[] bars)
    {
        int[] times = [.. bars.Select(b => b.Time.Minutes)];
        double[] values =
        [
            .. bars.Select(b => b.Open), .. bars.Select(b => b.High), .. bars.Select(b => b.Low), .. bars.Select(b => b.Close),
            .. bars.Select(b => b.Volume), .. bars.All(b => double.IsNaN(b.Vwap)) ? [] : bars.Select(b => b.Vwap),
        ];
        return new PriceHistory(key, BarSeries.FromColumns(times, values), fetchedAt, source);
    }

    private static byte[] Content(long ticks, string source, int count, int[] times) =>
        Content(ticks, Encoding.UTF8.GetBytes(source), count, times);

    /// <summary>A version 1 payload without its checksum, as valid or invalid as the given fields.</summary>
    private static byte[] Content(long ticks, byte[] source, int count, int[] times)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("TPH"u8);
        writer.Write((byte)1);
        writer.Write(ticks);
        writer.Write((ushort)source.Length);
        writer.Write(source);
        writer.Write(count);
        foreach (var time in times) writer.Write(time);
        for (var i = 0; i < times.Length * BarSeries.ValueColumns; i++) writer.Write(i + 0.5);
        return bytes.ToArray();
    }

    private static byte[] Sealed(byte[] content, PriceHistoryKey key)
    {
        var crc = PriceHistoryCodec.Crc32C(uint.MaxValue, Encoding.ASCII.GetBytes(key.ToString()));
        var payload = new byte[content.Length + sizeof(uint)];
        content.CopyTo(payload, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(content.Length), ~PriceHistoryCodec.Crc32C(crc, content));
        return payload;
    }

    private static PriceHistory Decode(byte[] payload, PriceHistoryKey key)
    {
        Assert.True(PriceHistoryCodec.TryDecode(payload, key, out var history, out _));
        return history;
    }

    private static PayloadDefect DefectOf(byte[] payload, PriceHistoryKey key)
    {
        PriceHistoryCodec.TryDecode(payload, key, out _, out var defect);
        return defect;
    }

    private static void AssertDefect(PayloadDefect expected, byte[] payload, PriceHistoryKey key)
    {
        Assert.False(PriceHistoryCodec.TryDecode(payload, key, out var history, out var defect));
        Assert.Null(history);
        Assert.Equal(expected, defect);
    }

    private static void AssertSame(PriceHistory expected, PriceHistory actual)
    {
        Assert.Equal(expected.Key, actual.Key);
        Assert.Equal(expected.FetchedAt.UtcTicks, actual.FetchedAt.UtcTicks);
        Assert.Equal(expected.Source, actual.Source);
        Assert.Equal(expected.Bars.Times.ToArray(), actual.Bars.Times.ToArray());
        Assert.Equal(expected.Bars.Columns, actual.Bars.Columns);
        for (var column = 0; column < expected.Bars.Columns; column++)
        {
            // Compared as bits: a NaN must round-trip as the same NaN.
            Assert.Equal(Bits(expected.Bars.Column(column)), Bits(actual.Bars.Column(column)));
        }
    }

    private static long[] Bits(ReadOnlySpan<double> column) => [.. column.ToArray().Select(BitConverter.DoubleToInt64Bits)];

    /// <summary>Checks a property on 1,000 cases that are the same in every run.</summary>
    private static void Holds<T>(Gen<T> cases, Action<T> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(new Replay(new Rnd(20_260_803), null)),
        Prop.ForAll(cases.ToArbitrary(), property));
}
