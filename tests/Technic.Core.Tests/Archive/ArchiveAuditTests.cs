using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;
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
    private readonly MemoryDocuments _documents = new();
    private readonly MarketArchive _archive;

    public ArchiveAuditTests()
    {
        _clock = new MarketClock(_time);
        _archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);
    }

    public void Dispose() => _archive.Dispose();

    private static Symbol SymbolAt(int number) => Symbol.Parse($"S{number:D2}");

    private static Dictionary<Symbol, Bar> BarsOf(DateOnly day, int symbols) => Enumerable.Range(0, symbols)
        .ToDictionary(SymbolAt, i => new Bar(BarTime.OfDay(day), 10 + i, 11 + i, 9 + i, 10 + i, 1_000));

    private static MarketDay DayOf(DateOnly day, int symbols) => MarketDay.Of(day, BarsOf(day, symbols));

    /// <summary>Stores all sessions of six weeks, with bars changed by a test.</summary>
    private async Task<MarketAudit> AuditAsync(
        Action<DateOnly, Dictionary<Symbol, Bar>>? edit = null, DateTimeOffset? fetchedAt = null, params DateOnly[] without)
    {
        if (fetchedAt is null) _time.SetUtcNow(Settled);
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday).Except(without))
        {
            var bars = BarsOf(day, Symbols);
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

    [Fact]
    public async Task An_empty_archive_has_no_days_and_no_findings()
    {
        var audit = await new ArchiveAudit(_archive, _clock).RunAsync(default);

        Assert.Empty(audit.Days);
        Assert.Empty(audit.Findings);
    }

    [Fact]
    public async Task Findings_are_in_the_order_of_the_days_and_are_repaired_newest_first()
    {
        var audit = await AuditAsync(without: [Middle, Wednesday]);

        Assert.Equal([(FindingKind.MissingDay, Middle), (FindingKind.MissingDay, Wednesday)], Kinds(audit));
        Assert.Equal([Wednesday, Middle], audit.Repairable);
    }

    [Fact]
    public async Task The_findings_of_one_day_are_in_the_order_of_their_kinds()
    {
        await AuditAsync(without: Middle);
        await _archive.AddAsync(DayOf(Middle, symbols: 10), Settled, leftOut: 3, default);

        var audit = await new ArchiveAudit(_archive, _clock).RunAsync(default);

        Assert.Equal([(FindingKind.FewSymbols, Middle), (FindingKind.RowsLeftOut, Middle)], Kinds(audit));
        Assert.Equal("3 rows of the response were dropped.", audit.Findings[1].Text);
        Assert.Equal([Middle], audit.Repairable);
    }

    [Fact]
    public async Task A_damaged_day_is_found_and_can_be_repaired()
    {
        await AuditAsync();
        _documents.Put(MarketArchive.NameOf(Middle), new StoredDocument("damaged"u8.ToArray(), Settled));
        using var archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);

        var audit = await new ArchiveAudit(archive, _clock).RunAsync(default);

        Assert.Equal([(FindingKind.DamagedDay, Middle)], Kinds(audit));
        Assert.Equal([Middle], audit.Repairable);
    }

    [Fact]
    public async Task A_session_in_which_the_exchange_was_closed_is_named_and_not_repaired()
    {
        await _archive.NoteHolidayAsync(Middle, Settled, default);

        Assert.Equal((FindingKind.Closed, Middle, false), Only(await AuditAsync(without: Middle)));
    }

    [Fact]
    public async Task Imported_days_end_where_the_files_end()
    {
        _time.SetUtcNow(Settled);
        foreach (var day in new[] { Middle, Middle.AddDays(2) })
        {
            var bars = new Dictionary<Symbol, Bar> { [SymbolAt(0)] = new(BarTime.OfDay(day), 1, 1, 1, 1, 1) };
            await _archive.ImportAsync(MarketDay.Of(day, bars), Settled, default);
        }

        var audit = await new ArchiveAudit(_archive, _clock).RunAsync(default);

        Assert.Equal((FindingKind.MissingDay, Middle.AddDays(1), true), Only(audit));
        Assert.All(audit.Days, day => Assert.True(day.IsImported));
    }

    [Fact]
    public async Task Sessions_before_an_imported_one_that_is_not_published_yet_are_missing()
    {
        await AuditAsync(fetchedAt: Evening);
        var friday = Wednesday.AddDays(2);
        await _archive.ImportAsync(DayOf(friday, Symbols), Evening, default);

        var audit = await new ArchiveAudit(_archive, _clock).RunAsync(default);

        Assert.Equal((FindingKind.MissingDay, Wednesday.AddDays(1), true), Only(audit));
    }

    [Fact]
    public async Task A_preliminary_day_is_found_from_the_instant_at_which_it_can_be_final()
    {
        await AuditAsync(fetchedAt: Evening);
        _time.SetUtcNow(_clock.SettledAt(Wednesday));

        Assert.Equal((FindingKind.PreliminaryDay, Wednesday, true), Only(await new ArchiveAudit(_archive, _clock).RunAsync(default)));
    }

    [Fact]
    public async Task Symbols_that_stopped_on_one_day_are_in_their_order()
    {
        var audit = await AuditAsync((day, bars) =>
        {
            if (day <= Middle) return;
            foreach (var stopped in new[] { SymbolAt(9), SymbolAt(7), SymbolAt(8) }) bars.Remove(stopped);
        });

        Assert.Equal([SymbolAt(7), SymbolAt(8), SymbolAt(9)], audit.Findings.Select(finding => finding.Symbol!.Value));
    }

    [Theory]
    [InlineData(4, 1, FindingKind.SplitWithoutJump)]
    [InlineData(4, 0.25, null)]
    [InlineData(4, 0.5, FindingKind.Jump)] // neither as before nor as after the split
    [InlineData(1.4, 1, null)] // a normal change of the price can hide it
    public async Task The_price_of_a_split_decides_what_is_found(double ratio, double factor, FindingKind? expected)
    {
        await _archive.Known.AddAsync([new Split(SymbolAt(3), Middle, ratio)], new DayRange(From, Wednesday), Settled, default);

        var audit = await AuditAsync((day, bars) =>
        {
            if (day >= Middle) bars[SymbolAt(3)] = Times(bars[SymbolAt(3)], factor);
        });

        Assert.Equal(expected is { } kind ? [(kind, Middle)] : [], Kinds(audit));
    }

    [Fact]
    public async Task The_reports_of_the_days_need_no_reading()
    {
        await AuditAsync(without: [Middle, Middle.AddDays(1)]);
        var bars = new Dictionary<Symbol, Bar> { [SymbolAt(0)] = new(BarTime.OfDay(Middle), 1, 1, 1, 1, 0) };
        await _archive.AddAsync(MarketDay.Of(Middle, bars), Settled, leftOut: 3, default);
        await _archive.AddAsync(MarketDay.Of(Middle, bars), Settled.AddMinutes(1), leftOut: 4, default);
        // Version 0.1.0 stored no records.
        var (old, payload) = (Middle.AddDays(1), MarketDayCodec.Encode(MarketDay.Of(Middle.AddDays(1), bars)));
        _documents.Put(MarketArchive.NameOf(old), new StoredDocument(payload, Settled));
        _documents.DuringRead = name => name.StartsWith(MarketArchive.DayPrefix, StringComparison.Ordinal)
            ? throw new InvalidOperationException($"'{name}' is read.")
            : Task.CompletedTask;
        using var archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);

        var days = await new ArchiveAudit(archive, _clock).DaysAsync(default);

        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday), days.Select(day => day.Day));
        Assert.Equal(
            [
                new DayReport(Middle, DayState.Suspect, 1, 0, 4, 2, false, Settled.AddMinutes(1)),
                new DayReport(old, DayState.Final, null, null, 0, 1, false, null),
            ],
            days.Where(day => day.Day == Middle || day.Day == old));
    }

    private static IEnumerable<(FindingKind Kind, DateOnly Day)> Kinds(MarketAudit audit) =>
        audit.Findings.Select(finding => (finding.Kind, finding.Day));

    private static (FindingKind Kind, DateOnly Day, bool CanBeRepaired) Only(MarketAudit audit)
    {
        var finding = Assert.Single(audit.Findings);
        return (finding.Kind, finding.Day, finding.CanBeRepaired);
    }
}
