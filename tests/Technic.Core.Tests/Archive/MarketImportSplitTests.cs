using Microsoft.Extensions.Time.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>The splits of an import cover its days.</summary>
public sealed class MarketImportSplitTests : IDisposable
{
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MemoryDocuments _documents = new();
    private readonly MarketClock _clock;
    private readonly List<MarketArchive> _archives = [];

    public MarketImportSplitTests() => _clock = new MarketClock(_time);

    public void Dispose() => _archives.ForEach(archive => archive.Dispose());

    private MarketArchive Begin()
    {
        _archives.Add(new MarketArchive(_documents, _clock, NullLoggerFactory.Instance));
        return _archives[^1];
    }

    /// <summary>A file with one bar of each symbol on each day, all with the given price.</summary>
    private static MarketFile File(double price, DateOnly[] days, params string[] symbols) => new(
        "bars.csv", "bars of a test",
        days.ToDictionary(day => day, day => (IReadOnlyDictionary<Symbol, Bar>)symbols.ToDictionary(
            Symbol.Parse, _ => new Bar(BarTime.OfDay(day), price, price, price, price, 1))),
        days.Length * symbols.Length, []);

    [Fact]
    public async Task Splits_cover_the_imported_and_the_kept_days_up_to_the_last_ones_publication()
    {
        await new MarketImport(Begin(), _clock).AddAsync(File(1, [Monday], "A"), default);
        var archive = Begin();
        var import = new MarketImport(archive, _clock);
        await import.AddAsync(File(1, [Monday, Tuesday], "A"), default);

        await import.AddAsync([new Split(Symbol.Parse("A"), Tuesday, 4)], default);

        Assert.Equal((Monday, _clock.PublishedAt(Tuesday)), (archive.Splits.From, archive.Splits.CheckedAt));
        Assert.Single(archive.Splits.Splits);
    }

    [Fact]
    public async Task Splits_of_a_session_that_is_not_published_yet_are_known_up_to_now()
    {
        var archive = Begin();
        var import = new MarketImport(archive, _clock);
        await import.AddAsync(File(1, [Wednesday.AddDays(1)], "A"), default);

        await import.AddAsync([], default);

        Assert.Equal(_clock.Now, archive.Splits.CheckedAt);
    }

    [Fact]
    public async Task Splits_without_days_are_not_taken_in()
    {
        var archive = Begin();

        await new MarketImport(archive, _clock).AddAsync([new Split(Symbol.Parse("A"), Tuesday, 4)], default);

        Assert.Same(SplitBook.Empty, archive.Splits);
    }
}
