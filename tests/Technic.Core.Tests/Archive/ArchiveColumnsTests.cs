using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>The copy of the archive by symbol: the same bars as the days have, made again when in doubt.</summary>
public sealed class ArchiveColumnsTests : IDisposable
{
    private static readonly DateOnly First = new(2023, 11, 1);
    private static readonly DateOnly Last = new(2025, 2, 28);

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<DateOnly, MarketDay> _days = [];
    private readonly Dictionary<DateOnly, DateTimeOffset> _times = [];
    private int _opened;

    public ArchiveColumnsTests()
    {
        var random = new Random(4);
        foreach (var session in ExchangeCalendar.Nyse.SessionsBetween(First, Last)) Store(session, random);
    }

    public void Dispose() => _folder.Dispose();

    private ArchiveColumns Columns => new(_folder.File("columns"), _times, (day, _, _) =>
    {
        Interlocked.Increment(ref _opened);
        return ValueTask.FromResult<MarketDay?>(_days[day]);
    });

    private void Store(DateOnly day, Random random)
    {
        var bars = new Dictionary<Symbol, Bar>();
        for (var i = 0; i < 26; i++)
        {
            // Symbols that halt, start late and stop early; prices with cents, with a thousandth of a cent, and huge ones.
            if (random.Next(20) == 0 || (i == 3 && day.Year < 2025) || (i == 4 && day.Year > 2023)) continue;
            var (close, open) = (Math.Round(20 + (random.NextDouble() * 5), 2), Math.Round(20 + (random.NextDouble() * 5), 4));
            var scale = i switch { 7 => 1.0 / 3, 8 => 123_456.7, _ => 1 };
            bars[Symbol.Parse($"C{(char)('A' + i)}")] = new Bar(
                BarTime.OfDay(day), open * scale, Math.Max(open, close) * scale, Math.Min(open, close) * scale, close * scale,
                i == 9 ? random.NextDouble() : random.Next(0, int.MaxValue),
                // The source gives them from a day on, for some symbols not always.
                day.Year < 2024 || (i % 3 == 0 && random.Next(2) == 0) ? double.NaN : (open + close) / 2 * scale);
        }
        _days[day] = MarketDay.Of(day, bars);
        _times[day] = new DateTimeOffset(day.ToDateTime(new TimeOnly(22, 0)), TimeSpan.Zero);
    }

    private async Task<Dictionary<string, BarSeries>> ReadAsync(DateOnly from, DateOnly to) =>
        (await Columns.ReadAsync(_ => true, from, to, CancellationToken.None)).ToDictionary(
            symbol => symbol.Symbol.Text, symbol => symbol.Bars);

    private void AssertSame(Dictionary<string, BarSeries> read, DateOnly from, DateOnly to)
    {
        Symbol[] traded = [.. _days.Where(day => day.Key >= from && day.Key <= to).SelectMany(day => day.Value.Symbols.ToArray())];

        Assert.Equal(
            traded.Distinct().Select(symbol => symbol.Text).Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(traded.Length, read.Values.Sum(bars => bars.Count));
        foreach (var (symbol, bars) in read)
        {
            for (var i = 0; i < bars.Count; i++) Assert.Equal(_days[bars.Times[i].Date].BarOf(Symbol.Parse(symbol)), bars[i]);
        }
    }

    [Theory]
    [InlineData("2023-11-01", "2025-02-28")]
    [InlineData("2024-03-04", "2024-03-04")]
    [InlineData("2023-12-28", "2024-01-05")]
    [InlineData("2020-01-01", "2030-01-01")]
    public async Task Every_bar_of_the_days_is_read_bit_for_bit(string from, string to)
    {
        var (first, last) = (DateOnly.Parse(from), DateOnly.Parse(to));

        AssertSame(await ReadAsync(first, last), first, last);
    }

    [Fact]
    public async Task Only_the_years_of_the_span_are_made_and_read()
    {
        await ReadAsync(new DateOnly(2024, 5, 1), new DateOnly(2024, 6, 1));

        Assert.Equal(["2024.columns"], Directory.GetFiles(_folder.File("columns")).Select(Path.GetFileName));
        Assert.Equal(_days.Keys.Count(day => day.Year == 2024), _opened);
    }

    [Fact]
    public async Task A_copy_is_made_once_and_again_when_a_day_was_stored_again()
    {
        await ReadAsync(First, Last);
        var made = _opened;
        await ReadAsync(First, Last);
        Assert.Equal(made, _opened);

        var day = new DateOnly(2025, 1, 15);
        Store(day, new Random(99));
        _times[day] = _times[day].AddDays(1);

        AssertSame(await ReadAsync(First, Last), First, Last);
        Assert.Equal(made + _days.Keys.Count(other => other.Year == 2025), _opened);
    }

    [Fact]
    public async Task Parts_of_the_symbols_that_are_read_at_the_same_time_make_a_year_once_and_a_later_damage_is_found()
    {
        var columns = Columns;

        var parts = await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(() => columns.ReadAsync(
            symbol => symbol.Text[1] % 8 == part, First, Last, CancellationToken.None))));
        var made = _opened;
        await File.WriteAllBytesAsync(Path.Combine(_folder.File("columns"), "2024.columns"), Damaged("2024.columns"));
        var again = await columns.ReadAsync(_ => true, First, Last, CancellationToken.None);

        Assert.Equal(_days.Count, made);
        Assert.Equal(made + _days.Keys.Count(day => day.Year == 2024), _opened);
        AssertSame(parts.SelectMany(part => part).ToDictionary(symbol => symbol.Symbol.Text, symbol => symbol.Bars), First, Last);
        AssertSame(again.ToDictionary(symbol => symbol.Symbol.Text, symbol => symbol.Bars), First, Last);
    }

    private byte[] Damaged(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_folder.File("columns"), file));
        bytes[^1] ^= 0x10;
        return bytes;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(3_000)]
    [InlineData(-1)]
    public async Task A_damaged_copy_is_made_again(int place)
    {
        await ReadAsync(First, Last);
        var path = Path.Combine(_folder.File("columns"), "2024.columns");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[place < 0 ? bytes.Length - 1 : place] ^= 0x10;
        await File.WriteAllBytesAsync(path, bytes);

        AssertSame(await ReadAsync(First, Last), First, Last);
    }

    [Fact]
    public async Task A_truncated_copy_is_made_again()
    {
        await ReadAsync(First, Last);
        var path = Path.Combine(_folder.File("columns"), "2024.columns");
        foreach (var length in (int[])[0, 10, 100, 5_000])
        {
            await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..length]);

            AssertSame(await ReadAsync(First, Last), First, Last);
        }
    }

    [Fact]
    public async Task Symbols_are_in_their_order_and_those_without_a_bar_in_the_span_are_left_out()
    {
        var day = new DateOnly(2024, 3, 4);
        var bars = new[] { "CC", "CA", "CB" }.ToDictionary(Symbol.Parse, _ => new Bar(BarTime.OfDay(day), 1, 1, 1, 1, 1));
        _days[day] = MarketDay.Of(day, bars);

        var read = await Columns.ReadAsync(_ => true, day, day, CancellationToken.None);

        Assert.Equal(["CA", "CB", "CC"], read.Select(symbol => symbol.Symbol.Text));
        var some = await Columns.ReadAsync(
            symbol => symbol.Text is "CC" or "CA" or "NONE", day, day, CancellationToken.None);
        Assert.Equal(["CA", "CC"], some.Select(symbol => symbol.Symbol.Text));
        var all = await Columns.ReadAsync(_ => true, First, Last, CancellationToken.None);
        Assert.Equal(all.Select(symbol => symbol.Symbol).Order(), all.Select(symbol => symbol.Symbol));
    }

    [Fact]
    public async Task A_copy_is_made_again_when_a_day_took_the_place_of_another_one_with_its_time()
    {
        await ReadAsync(First, Last);
        var day = First.AddDays(-1);
        Store(day, new Random(99));
        _times[day] = _times[First];
        _days.Remove(First);
        _times.Remove(First);

        AssertSame(await ReadAsync(day, Last), day, Last);
    }

    [Fact]
    public async Task A_year_without_a_day_that_can_be_read_has_no_bars()
    {
        var columns = new ArchiveColumns(_folder.File("columns"), _times, (_, _, _) => ValueTask.FromResult<MarketDay?>(null));

        Assert.Empty(await columns.ReadAsync(_ => true, First, Last, CancellationToken.None));
    }

    [Fact]
    public async Task A_copy_that_begins_with_more_days_than_a_file_can_have_is_made_again()
    {
        await ReadAsync(First, Last);
        var path = Path.Combine(_folder.File("columns"), "2024.columns");
        var bytes = await File.ReadAllBytesAsync(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(36), int.MaxValue);
        await File.WriteAllBytesAsync(path, bytes);

        AssertSame(await ReadAsync(First, Last), First, Last);
    }

    [Fact]
    public async Task The_files_are_closed_after_they_were_read()
    {
        await ReadAsync(First, Last);

        foreach (var path in Directory.GetFiles(_folder.File("columns")))
            await using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
    }

    [Fact]
    public async Task A_copy_that_cannot_take_its_place_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Path.Combine(_folder.File("columns"), "2024.columns"));

        var problem = await Record.ExceptionAsync(() => ReadAsync(First, Last));

        Assert.True(problem is IOException or UnauthorizedAccessException);
        Assert.Equal(["2023.columns"], Directory.GetFiles(_folder.File("columns")).Select(Path.GetFileName));
    }
}
