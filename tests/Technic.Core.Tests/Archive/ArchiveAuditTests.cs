using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class ArchiveAuditTests : IDisposable
{
    private const int Symbols = 30;
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly From = Wednesday.AddDays(-40);
    private static readonly DateOnly Middle = new(2026, 2, 18);
    private static readonly DateTimeOffset Evening = Clocks.At(2026, 3, 11, 17, 0);
    private static readonly DateTimeOffset Settled = Clocks.At(2026, 3, 12, 7, 0);

    private readonly FakeTimeProvider _time = new(Evening);
    private readonly MarketClock _clock;
    private readonly MarketArchive _archive;

    public ArchiveAuditTests()
    {
        _clock = new MarketClock(_time);
        _archive = new MarketArchive(new MemoryDocuments(), _clock, NullLoggerFactory.Instance);
    }

    public void Dispose() => _archive.Dispose();

    private static Symbol SymbolAt(int number) => Symbol.Parse($"S{number:D2}");

    /// <summary>Stores all sessions of six weeks, with bars changed by a test.</summary>
    private async Task<MarketAudit> AuditAsync(
        Action<DateOnly, Dictionary<Symbol, Bar>>? edit = null, DateTimeOffset? fetchedAt = null, params DateOnly[] without)
    {
        if (fetchedAt is null) _time.SetUtcNow(Settled);
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday).Except(without))
        {
            var bars = Enumerable.Range(0, Symbols)
                .ToDictionary(SymbolAt, i => new Bar(BarTime.OfDay(day), 10 + i, 11 + i, 9 + i, 10 + i, 1_000));
            edit?.Invoke(day, bars);
            await _archive.AddAsync(MarketDay.Of(day, bars), fetchedAt ?? Settled, 0, default);
        }
        return await new ArchiveAudit(_archive, _clock).RunAsync(default);
    }

    private static Bar Times(Bar bar, double factor) =>
        bar with { Open = bar.Open * factor, High = bar.High * factor, Low = bar.Low * factor, Close = bar.Close * factor };

    [Fact]
    public async Task A_whole_archive_has_final_days_and_no_findings()
    {
        var audit = await AuditAsync();

        Assert.Empty(audit.Findings);
        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday), audit.Days.Select(day => day.Day));
        Assert.All(
            audit.Days,
            day => Assert.Equal(
                (DayState.Final, Symbols, Symbols, 0, 1, false),
                (day.State, day.Symbols, day.Traded, day.LeftOut, day.Fetches, day.IsImported)));
    }

    [Fact]
    public async Task A_missing_session_is_found()
    {
        var audit = await AuditAsync(without: Middle);

        Assert.Equal((FindingKind.MissingDay, Middle, true), Only(audit));
    }

    [Theory]
    [InlineData(27, false)] // more than 85 percent
    [InlineData(25, true)]
    [InlineData(10, true)]
    public async Task A_day_with_far_fewer_symbols_than_its_neighbours_is_found(int symbols, bool isFound)
    {
        var audit = await AuditAsync((day, bars) => Keep(day, bars, symbols));

        Assert.Equal(isFound, audit.Findings.Any(finding => finding.Kind == FindingKind.FewSymbols && finding.Day == Middle));
        Assert.Equal(isFound ? DayState.Suspect : DayState.Final, audit.Days.Single(day => day.Day == Middle).State);

        static void Keep(DateOnly day, Dictionary<Symbol, Bar> bars, int count)
        {
            if (day != Middle) return;
            for (var i = count; i < Symbols; i++) bars.Remove(SymbolAt(i));
        }
    }

    [Fact]
    public async Task A_day_without_volumes_is_found()
    {
        var audit = await AuditAsync((day, bars) =>
        {
            if (day != Middle) return;
            foreach (var symbol in bars.Keys.ToList()) bars[symbol] = bars[symbol] with { Volume = 0 };
        });

        Assert.Equal((FindingKind.FewSymbols, Middle, true), Only(audit));
    }

    [Fact]
    public async Task Days_of_the_evening_are_preliminary_and_found_once_they_could_be_final()
    {
        var before = await AuditAsync(fetchedAt: Evening);
        _time.SetUtcNow(Settled);
        var after = await new ArchiveAudit(_archive, _clock).RunAsync(default);

        Assert.Empty(before.Findings);
        Assert.Equal((FindingKind.PreliminaryDay, Wednesday, true), Only(after));
        Assert.Equal([Wednesday], after.Repairable);
    }

    [Fact]
    public async Task A_jump_without_a_split_is_found_and_one_with_its_split_is_not()
    {
        await _archive.Known.AddAsync([new Split(SymbolAt(3), Middle, 2)], new DayRange(From, Wednesday), Settled, default);
        var audit = await AuditAsync((day, bars) =>
        {
            if (day < Middle) return;
            foreach (var halved in new[] { SymbolAt(3), SymbolAt(4) }) bars[halved] = Times(bars[halved], 0.5);
        });

        var jump = Assert.Single(audit.Findings);
        Assert.Equal((FindingKind.Jump, SymbolAt(4), Middle, false), (jump.Kind, jump.Symbol, jump.Day, jump.CanBeRepaired));
        Assert.Equal("The price changed from 14 to 7 without a known split.", jump.Text);
    }

    [Fact]
    public async Task A_split_that_the_price_did_not_follow_is_found()
    {
        await _archive.Known.AddAsync([new Split(SymbolAt(3), Middle, 4)], new DayRange(From, Wednesday), Settled, default);

        var finding = Assert.Single((await AuditAsync()).Findings);

        Assert.Equal((FindingKind.SplitWithoutJump, SymbolAt(3), Middle), (finding.Kind, finding.Symbol, finding.Day));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task A_symbol_without_bars_in_the_newest_sessions_has_stopped(int sessions, bool isFound)
    {
        var last = ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday).Reverse().ElementAt(sessions);

        var audit = await AuditAsync((day, bars) =>
        {
            if (day > last) bars.Remove(SymbolAt(7));
        });

        Assert.Equal(
            isFound,
            audit.Findings.Any(finding => finding.Kind == FindingKind.Stopped && finding.Symbol == SymbolAt(7) && finding.Day == last));
        Assert.Equal(isFound ? 1 : 0, audit.Findings.Count);
    }

    private static (FindingKind Kind, DateOnly Day, bool CanBeRepaired) Only(MarketAudit audit)
    {
        var finding = Assert.Single(audit.Findings);
        return (finding.Kind, finding.Day, finding.CanBeRepaired);
    }
}
