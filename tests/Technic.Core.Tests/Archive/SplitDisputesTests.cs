using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>
/// The provider lists a split of 4 for 1 on Tuesday 2026-03-03 and on the next day; the prices of the archive decide when it was.
/// </summary>
public sealed class SplitDisputesTests : IDisposable
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly Tuesday = new(2026, 3, 3);
    private static readonly DateOnly Wednesday = new(2026, 3, 4);
    private static readonly DayRange Window = new(new DateOnly(2026, 2, 2), new DateOnly(2026, 3, 11));
    private static readonly Split[] Listed = [new(Acme, Tuesday, 4), new(Acme, Wednesday, 4)];

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MemoryDocuments _documents = new();
    private readonly List<MarketArchive> _archives = [];

    public SplitDisputesTests() => _clock = new MarketClock(_time);

    public void Dispose() => _archives.ForEach(archive => archive.Dispose());

    private async Task<MarketArchive> BeginAsync()
    {
        _archives.Add(new MarketArchive(_documents, _clock, NullLoggerFactory.Instance, maxDecodedBytes: 0));
        await _archives[^1].RefreshAsync(default);
        return _archives[^1];
    }

    /// <summary>An archive in which the price fell to a quarter on a day, and was half as high in February.</summary>
    private async Task<MarketArchive> FilledAsync(DateOnly? splitOn, Func<DateOnly, bool>? isHalted = null, DateOnly? without = null)
    {
        var archive = await BeginAsync();
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(Window.From, Window.To))
        {
            if (day == without) continue;
            var price = (day < splitOn ? 100 : 25) * (day < Tuesday.AddDays(-7) ? 0.5 : 1);
            var bars = new Dictionary<Symbol, Bar> { [Symbol.Parse("OTHER")] = new(BarTime.OfDay(day), 1, 1, 1, 1, 1) };
            if (isHalted?.Invoke(day) != true) bars[Acme] = new Bar(BarTime.OfDay(day), price, price, price, price, 1_000);
            await archive.AddAsync(MarketDay.Of(day, bars), _clock.Now, leftOut: 0, default);
        }
        await archive.Known.AddAsync(Listed, Window, _clock.Now, default);
        Assert.Single(archive.Splits.Disputed);
        return archive;
    }

    private static DateOnly[] InEffect(SplitBook book) => [.. book.Of(Acme).Select(known => known.Split.ExecutionDate)];

    [Theory]
    [InlineData("2026-03-03", "2026-03-03")]
    [InlineData("2026-03-04", "2026-03-04")]
    [InlineData(null, null)] // the price fell on neither day
    public async Task The_day_of_the_price_gap_is_the_day_of_the_split_for_every_process(string? gap, string? expected)
    {
        var archive = await FilledAsync(gap is null ? null : DateOnly.Parse(gap));

        var book = await archive.SettleSplitsAsync(archive.Splits, default);

        foreach (var decided in new[] { book, archive.Splits, (await BeginAsync()).Splits })
        {
            Assert.Empty(decided.Disputed);
            Assert.Equal(expected is null ? [] : [DateOnly.Parse(expected)], InEffect(decided));
        }
    }

    /// <summary>The five sessions before Tuesday are those from 02-24 on, the five from Wednesday on those up to 03-10.</summary>
    [Theory]
    [InlineData("2026-02-25", "2026-03-02", true)] // four sessions before the split
    [InlineData("2026-02-24", "2026-03-02", false)]
    [InlineData("2026-03-04", "2026-03-09", true)] // four sessions after it
    [InlineData("2026-03-04", "2026-03-10", false)]
    public async Task A_symbol_may_have_been_halted_for_less_than_five_sessions(string from, string to, bool isDecided)
    {
        var halt = new DayRange(DateOnly.Parse(from), DateOnly.Parse(to));
        var archive = await FilledAsync(Tuesday, day => day >= halt.From && day <= halt.To);

        var book = await archive.SettleSplitsAsync(archive.Splits, default);

        Assert.Equal(isDecided, book.Disputed.IsEmpty);
        Assert.Equal([isDecided ? Tuesday : Wednesday], InEffect(book)); // the last record is in effect until then
    }

    [Theory]
    [InlineData("2026-03-02")]
    [InlineData("2026-03-03")]
    [InlineData("2026-03-04")]
    public async Task Nothing_is_decided_while_a_day_around_the_split_is_missing(string missing)
    {
        var archive = await FilledAsync(Tuesday, without: DateOnly.Parse(missing));

        Assert.Same(archive.Splits, await archive.SettleSplitsAsync(archive.Splits, default));
    }

    [Fact]
    public async Task What_cannot_be_read_now_is_decided_when_it_can()
    {
        var archive = await FilledAsync(Tuesday);
        _documents.RefusesReads = true;
        Assert.Same(archive.Splits, await archive.SettleSplitsAsync(archive.Splits, default));
        _documents.RefusesReads = false;

        Assert.Equal([Tuesday], InEffect(await archive.SettleSplitsAsync(archive.Splits, default)));
    }
}
