using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>The archive distinguishes "nothing is stored" and "the store cannot be read now".</summary>
public sealed class MarketArchiveTests : IDisposable
{
    private static readonly Symbol Traded = Symbol.Parse("S0");
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly From = Wednesday.AddDays(-90);
    private static readonly DayRange Window = new(From, Wednesday);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MemoryDocuments _documents = new();
    private readonly List<MarketArchive> _archives = [];

    public MarketArchiveTests() => _clock = new MarketClock(_time);

    public void Dispose() => _archives.ForEach(archive => archive.Dispose());

    /// <summary>The archive of a new process, on the same store.</summary>
    private async Task<MarketArchive> BeginAsync()
    {
        var archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);
        _archives.Add(archive);
        await archive.RefreshAsync(default);
        return archive;
    }

    private async Task FillAsync()
    {
        var archive = await BeginAsync();
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday))
        {
            var bars = new Dictionary<Symbol, Bar> { [Traded] = new(BarTime.OfDay(day), 1, 1, 1, 1, 1) };
            await archive.AddAsync(MarketDay.Of(day, bars), _clock.Now, 0, default);
        }
        await archive.Known.AddAsync([], Window, _clock.Now, default);
    }

    [Fact]
    public async Task A_day_that_cannot_be_read_now_still_counts_as_stored_and_is_read_later()
    {
        await FillAsync();
        var archive = await BeginAsync();
        _documents.RefusesReads = true;

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(
            async () => await archive.OpenAsync(Wednesday, neighbour: null, default));

        Assert.Equal("The market day 2026-03-11 is stored but cannot be read now. Try again in a moment.", problem.Message);
        Assert.True(archive.Has(Wednesday));
        Assert.Empty(archive.Missing(Window));
        _documents.RefusesReads = false;
        Assert.Equal(1, (await archive.OpenAsync(Wednesday, neighbour: null, default))!.Count);
    }

    [Fact]
    public async Task A_day_whose_document_is_gone_counts_as_missing()
    {
        await FillAsync();
        var archive = await BeginAsync();
        await _documents.DeleteDocumentAsync(MarketArchive.NameOf(Wednesday), default);

        Assert.Null(await archive.OpenAsync(Wednesday, neighbour: null, default));
        Assert.Equal([Wednesday], archive.Missing(Window));
    }

    [Fact]
    public async Task A_look_into_a_store_that_cannot_be_read_takes_nothing_away()
    {
        await FillAsync();
        var archive = await BeginAsync();
        _documents.RefusesReads = true;

        await archive.RefreshAsync(default);

        Assert.Empty(archive.Missing(Window));
        Assert.True(archive.Known.Cover(archive.Splits, From, Wednesday));
    }

    [Fact]
    public async Task Histories_of_days_that_cannot_be_read_now_have_that_as_their_reason()
    {
        await FillAsync();
        var archive = await BeginAsync();
        var assembler = new HistoryAssembler(archive, _clock, "test");
        var search = new HistorySearch([new(Traded, 90, Frequency.Daily)], _clock.Take()) { Splits = archive.Splits };
        _documents.RefusesReads = true;

        var assembly = await assembler.AssembleAsync(search, search.Open(), default);

        Assert.Null(assembly.Histories[0]);
        Assert.Contains("is stored but cannot be read now", assembly.Problem, StringComparison.Ordinal);
        _documents.RefusesReads = false;
        assembly = await assembler.AssembleAsync(search, search.Open(), default);
        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday).Count(), assembly.Histories[0]!.Bars.Count);
        Assert.Null(assembly.Problem);
    }
}
