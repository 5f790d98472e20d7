using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Embedded.Sqlite;
using Technic.Testing;

namespace Technic.Embedded.Tests;

/// <summary>The source's list of symbols in a real SQLite file.</summary>
public sealed class ListingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedSource _source;

    public ListingTests() =>
        _source = new ScriptedSource(_time) { Listings = [new(Symbol.Parse("AAA"), "A & Co."), new(Symbol.Parse("BBB"))] };

    public void Dispose() => _folder.Dispose();

    /// <summary>Scans all symbols of the source, in a new process.</summary>
    private async Task<ScanResult> ScanAnewAsync(int maxAge = 0)
    {
        await using var store = new SqliteHistoryStore(_folder.Path, _source.Name, _time, NullLogger<SqliteHistoryStore>.Instance);
        await using var engine = new EmbeddedEngine(
            _source, store, new MarketClock(_time), new EmbeddedEngineOptions(), NullLoggerFactory.Instance);
        return await engine.ScanToEndAsync(new ScanRequest { MaxAge = maxAge }, CancellationToken.None);
    }

    [Fact]
    public async Task The_next_process_asks_for_the_list_again_after_a_day_and_not_before()
    {
        await ScanAnewAsync();
        var soon = await ScanAnewAsync();
        Assert.Equal((2, 1), (soon.Summary.Ranked, _source.ListingCalls));
        Assert.Contains(soon.Rows, row => row.Listing.Name == "A & Co.");

        _time.Advance(ListingCache.Life);
        await ScanAnewAsync();
        Assert.Equal(2, _source.ListingCalls);
    }

    [Fact]
    public async Task When_the_provider_is_away_a_scan_of_everything_still_answers_from_the_store()
    {
        await ScanAnewAsync();
        _time.Advance(TimeSpan.FromDays(3));
        var away = new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is unavailable.");
        (_source.RefuseListings, _source.Refuse) = (away, _ => away);

        var current = await ScanAnewAsync();
        var old = await ScanAnewAsync(maxAge: 2);

        // Friday's session has settled by Saturday evening, so Wednesday's rows are not current.
        Assert.Equal((0, 2), (current.Summary.Ranked, current.Filtered[FilterRules.NotCurrent]));
        Assert.Equal((2, 2), (old.Summary.Ranked, old.Summary.Stale));
        Assert.All(old.Rows, row => Assert.Equal((2, null), (row.Age, row.Plan)));
    }
}
