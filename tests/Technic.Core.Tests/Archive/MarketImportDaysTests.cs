using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>Which days an import stores, by the numbers of their symbols and of those of the sessions around them.</summary>
public sealed class MarketImportDaysTests : IDisposable
{
    private static readonly DateOnly Wednesday = new(2026, 3, 4);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MemoryDocuments _documents = new();
    private readonly MarketClock _clock;
    private readonly List<MarketArchive> _archives = [];

    public MarketImportDaysTests() => _clock = new MarketClock(_time);

    public void Dispose() => _archives.ForEach(archive => archive.Dispose());

    /// <summary>The archive of a new process, which has not looked into the store yet.</summary>
    private MarketArchive Begin()
    {
        _archives.Add(new MarketArchive(_documents, _clock, NullLoggerFactory.Instance));
        return _archives[^1];
    }

    private static MarketFile File(params (DateOnly Day, int Symbols)[] days) => new(
        "bars.csv", "bars of a test",
        days.ToDictionary(day => day.Day, day => (IReadOnlyDictionary<Symbol, Bar>)Enumerable.Range(0, day.Symbols).ToDictionary(
            i => Symbol.Parse($"S{i}"), _ => new Bar(BarTime.OfDay(day.Day), 1, 1, 1, 1, 1))),
        days.Sum(day => day.Symbols), []);

    private async Task<ImportSummary> ImportAsync(params (DateOnly Day, int Symbols)[] days)
    {
        var import = new MarketImport(Begin(), _clock);
        await import.AddAsync(File(days), default);
        return await import.SummaryAsync(default);
    }

    [Fact]
    public async Task The_summary_has_the_span_and_the_numbers_of_the_stored_days()
    {
        var summary = await ImportAsync((Wednesday.AddDays(1), 4), (Wednesday.AddDays(-1), 5), (Wednesday, 3));

        Assert.Equal((3, 0, 0, 12L), (summary.Days, summary.KeptDays, summary.ReplacedDays, summary.Bars));
        Assert.Equal((Wednesday.AddDays(-1), Wednesday.AddDays(1)), (summary.FirstDay, summary.LastDay));
        Assert.Equal((3, 5), (summary.FewestSymbols, summary.MostSymbols));
    }

    [Fact]
    public async Task An_import_looks_into_the_store_once_and_keeps_what_others_have_stored()
    {
        await ImportAsync((Wednesday, 10));
        var (import, lists) = (new MarketImport(Begin(), _clock), _documents.Lists);
        await import.AddAsync(File((Wednesday.AddDays(1), 10)), default);
        await import.AddAsync(File((Wednesday, 10)), default);
        await import.AddAsync(File((Wednesday.AddDays(-1), 10)), default);

        var summary = await import.SummaryAsync(default);

        Assert.Equal((2, 1), (summary.Days, summary.KeptDays));
        Assert.Equal(1, _documents.Lists - lists);
    }

    [Fact]
    public async Task Nothing_is_imported_into_a_store_that_cannot_be_read()
    {
        _documents.RefusesReads = true;

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(() => ImportAsync((Wednesday, 10)));

        Assert.Equal("The price store cannot be read now. Try again in a moment.", problem.Message);
        Assert.Empty(_documents.Documents);
    }

    [Fact]
    public async Task A_session_for_which_the_provider_had_no_bars_is_filled_and_not_replaced()
    {
        await Begin().NoteHolidayAsync(Wednesday, _clock.Now, default);

        var summary = await ImportAsync((Wednesday, 10));

        Assert.Equal((1, 0, 0), (summary.Days, summary.KeptDays, summary.ReplacedDays));
    }

    [Theory]
    [InlineData(10, 9, null, false)]
    [InlineData(10, 10, null, false)]
    [InlineData(9, 10, null, false)] // nine tenths
    [InlineData(8, 10, null, true)]
    [InlineData(50, 50, 100, false)] // no more symbols than the stored day
    [InlineData(90, 92, 100, false)]
    [InlineData(89, 91, 100, true)] // fewer than nine tenths of the session before
    public async Task A_stored_day_is_replaced_when_it_has_far_fewer_symbols_than_usual_and_the_new_one_has_more(
        int stored, int offered, int? usual, bool isReplaced)
    {
        await ImportAsync((Wednesday, stored));
        if (usual is { } count) await ImportAsync((Wednesday.AddDays(-1), count));

        var summary = await ImportAsync((Wednesday, offered));

        Assert.Equal(isReplaced ? (1, 0, 1) : (0, 1, 0), (summary.Days, summary.KeptDays, summary.ReplacedDays));
        Assert.Equal(isReplaced ? offered : stored, (await _archives[^1].OpenAsync(Wednesday, neighbour: null, default))!.Count);
    }

    [Theory]
    [InlineData(74, true)]
    [InlineData(75, false)]
    [InlineData(110, false)]
    public async Task A_day_with_less_than_three_quarters_of_the_usual_symbols_is_named(int symbols, bool isNamed)
    {
        var summary = await ImportAsync((Wednesday.AddDays(-1), 100), (Wednesday, symbols));

        Assert.Equal(isNamed ? [new ThinDay(Wednesday, symbols, 100)] : [], summary.Thin);
    }

    /// <summary>The day has 5 symbols; the three sessions on each side have a median of 40, and those beyond them 200.</summary>
    [Theory]
    [InlineData("of the same import")]
    [InlineData("of another import")]
    [InlineData("of version 0.1.0, which stored no records")]
    public async Task Usual_is_the_median_of_the_three_sessions_on_each_side(string neighbours)
    {
        var sessions = ExchangeCalendar.Nyse.SessionsBetween(Wednesday.AddDays(-6), Wednesday.AddDays(6)).ToArray();
        int[] counts = [200, 60, 10, 50, 5, 20, 40, 30, 200];
        (DateOnly Day, int Symbols)[] all = [.. sessions.Zip(counts)];
        Assert.Equal((Wednesday, 5), all[4]);
        if (!neighbours.EndsWith("same import", StringComparison.Ordinal)) await ImportAsync([.. all.Where(day => day.Day != Wednesday)]);
        if (neighbours.EndsWith("no records", StringComparison.Ordinal))
        {
            foreach (var name in _documents.Documents.Keys.Where(name => name.Contains("/record/", StringComparison.Ordinal)).ToList())
                await _documents.DeleteDocumentAsync(name, default);
        }

        var summary = neighbours.EndsWith("same import", StringComparison.Ordinal) ? await ImportAsync(all) : await ImportAsync(all[4]);

        Assert.Equal(new ThinDay(Wednesday, 5, 40), summary.Thin.Single(thin => thin.Day == Wednesday));
    }

    [Fact]
    public async Task Sessions_without_bars_do_not_count_as_usual()
    {
        await ImportAsync((Wednesday.AddDays(-1), 40));
        foreach (var closed in new[] { Wednesday.AddDays(1), Wednesday.AddDays(2) })
            await _archives[0].NoteHolidayAsync(closed, _clock.Now, default);

        Assert.Equal([new ThinDay(Wednesday, 5, 40)], (await ImportAsync((Wednesday, 5))).Thin);
    }
}
