using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Tests.Storage;

public sealed class MarketDayCodecTests
{
    private static readonly DateOnly Day = new(2026, 3, 11);

    private static MarketDay Made(int seed, int symbols)
    {
        var random = new Random(seed);
        var bars = new Dictionary<Symbol, Bar>();
        while (bars.Count < symbols)
        {
            var price = Math.Pow(10, (random.NextDouble() * 10) - 3);
            double Price() => random.Next(3) switch
            {
                0 => price * random.NextDouble(), 1 => Math.Round(price, 2), _ => Math.Round(price, 4),
            };
            var volume = random.Next(4) switch { 0 => random.NextDouble() * 1e6, 1 => 0, 2 => 9e12, _ => random.Next() };
            var vwap = seed % 2 == 0 || random.Next(5) == 0 ? double.NaN : Price();
            bars[Symbol.Parse($"S{random.Next(100_000)}")] = new Bar(BarTime.OfDay(Day), Price(), Price(), Price(), Price(), volume, vwap);
        }
        return MarketDay.Of(Day, bars);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 5_000)]
    [InlineData(3, 5_000)]
    public void Every_number_comes_back_as_it_was(int seed, int symbols)
    {
        var day = Made(seed, symbols);

        Assert.True(MarketDayCodec.TryDecode(MarketDayCodec.Encode(day), Day, neighbour: null, out var read));
        Assert.True(MarketDayCodec.TryDecode(MarketDayCodec.Encode(day), Day, neighbour: Made(seed + 1, 3_000), out var beside));

        Assert.Equal(symbols, read.Count);
        foreach (var symbol in day.Symbols)
        {
            Assert.Equal(day.BarOf(symbol), read.BarOf(symbol));
            Assert.Equal(day.BarOf(symbol), beside.BarOf(symbol));
        }
        Assert.Null(read.BarOf(Symbol.Parse("ZZZ")));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_refused()
    {
        Symbol[] symbols = [Symbol.Parse("A"), Symbol.Parse("B")];

        Assert.Equal(2, MarketDay.FromColumns(Day, symbols, new double[10]).Count);
        Assert.Equal(2, MarketDay.FromColumns(Day, symbols, new double[12]).Count);
        Assert.Throws<ArgumentException>(() => MarketDay.FromColumns(Day, symbols, new double[11]));
        Assert.Throws<ArgumentException>(() => MarketDay.FromColumns(Day, symbols, new double[9]));
        Assert.Throws<ArgumentException>(() => MarketDay.FromColumns(Day, [symbols[1], symbols[0]], new double[10]));
        Assert.Throws<ArgumentException>(() => MarketDay.FromColumns(Day, [symbols[0], symbols[0]], new double[10]));
    }

    [Fact]
    public void A_day_without_volume_weighted_prices_has_the_version_that_earlier_programs_read()
    {
        Assert.Equal(1, MarketDayCodec.Encode(Made(2, 10))[3]);
        Assert.Equal(2, MarketDayCodec.Encode(Made(3, 10))[3]);
    }

    [Fact]
    public void A_day_of_prices_in_cents_takes_a_third_of_its_numbers()
    {
        var bars = Enumerable.Range(0, 8_000).ToDictionary(
            i => Symbol.Parse($"S{i:D4}"), i => new Bar(BarTime.OfDay(Day), 100.01 + i, 101.5 + i, 99.25 + i, 100.75 + i, 1_234_567 + i));

        Assert.InRange(MarketDayCodec.Encode(MarketDay.Of(Day, bars)).Length, 1, 8_000 * 40 / 2);
    }

    [Fact]
    public void Whatever_the_bytes_are_nothing_is_thrown_and_no_damage_is_taken_for_a_day()
    {
        var good = MarketDayCodec.Encode(Made(3, 40));
        var random = new Random(3);
        for (var round = 0; round < 2_000; round++)
        {
            var bad = good.ToArray();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            Assert.False(MarketDayCodec.TryDecode(bad, Day, null, out _));
            Assert.False(MarketDayCodec.TryDecode(good.AsSpan(0, random.Next(good.Length)), Day, null, out _));
        }
        Assert.False(MarketDayCodec.TryDecode(good, Day.AddDays(1), null, out _));
        Assert.False(MarketDayCodec.TryDecode([], Day, null, out _));
    }
}
