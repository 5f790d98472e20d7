using Technic.Core.Market.Calendar;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Core.Tests.Universes;

public sealed class ListingCacheTests : IDisposable
{
    private static readonly Listing[] Listed =
    [
        new(Symbol.Parse("AAPL"), "Apple \"Inc.\" — é", "NASDAQ", "Technology", "Software", 3.1e12),
        new(Symbol.Parse("BACpL")),
    ];

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedSource _source;
    private readonly MemoryDocuments _store = new();
    private readonly ListLogger<ListingCache> _log = new();
    private readonly List<ListingCache> _begun = [];
    private readonly CacheCounters _counters;

    public ListingCacheTests()
    {
        _source = new ScriptedSource(_time) { Listings = Listed };
        _counters = new CacheCounters(new HistoryMemory(new MarketClock(_time)));
    }

    public void Dispose()
    {
        _begun.ForEach(cache => cache.Dispose());
        _counters.Dispose();
    }

    /// <summary>The cache of a new process, on the same store.</summary>
    private ListingCache Begin(IPriceSource? source = null)
    {
        _begun.Add(new ListingCache(source ?? _source, _store, _counters, _time, _log));
        return _begun[^1];
    }

    private static async Task<IReadOnlyList<Listing>> ListAsync(ListingCache cache) =>
        (await cache.GetAsync(CancellationToken.None)).Listings;

    [Fact]
    public async Task A_list_is_asked_for_once_a_day_whatever_begins_anew()
    {
        var cache = Begin();

        Assert.Equal(Listed, await ListAsync(cache));
        Assert.Equal(Listed, await ListAsync(cache));
        _time.Advance(ListingCache.Life - TimeSpan.FromSeconds(1));
        Assert.Equal(Listed, await ListAsync(Begin()));
        Assert.Equal(1, _source.ListingCalls);

        _time.Advance(TimeSpan.FromSeconds(1));
        await ListAsync(cache);
        await ListAsync(Begin());
        Assert.Equal(2, _source.ListingCalls);
    }

    [Fact]
    public async Task Callers_at_the_same_time_ask_once()
    {
        var cache = Begin();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ListAsync(cache))));

        Assert.Equal(1, _source.ListingCalls);
    }

    [Fact]
    public async Task When_the_source_fails_the_last_list_is_served_however_old()
    {
        await ListAsync(Begin());
        _time.Advance(TimeSpan.FromDays(100));
        _source.RefuseListings = new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.");

        Assert.Equal(Listed, await ListAsync(Begin()));
        Assert.Contains("The provider is away.", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_source_fails_and_there_is_no_list_the_scan_fails_with_its_sentence()
    {
        _source.RefuseListings = new PriceSourceException(PriceSourceFailure.NotAuthorized, "The provider refuses the key.");

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => ListAsync(Begin()));

        Assert.Equal("The provider refuses the key.", problem.Message);
        _source.RefuseListings = null;
        Assert.Equal(Listed, await ListAsync(_begun[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"version":3,"listings":[["AAPL",null,null,null,null,null]]}""")]
    [InlineData("""{"version":1,"listings":[]}""")]
    [InlineData("""{"version":1,"listings":["AAPL"]}""")]
    [InlineData("""{"version":1,"listings":[["AAPL"]]}""")]
    [InlineData("""{"version":1,"listings":[["A APL",null,null,null,null,null]]}""")]
    [InlineData("""{"version":1,"listings":[[null,null,null,null,null,null]]}""")]
    [InlineData("""{"version":1,"listings":[["AAPL",5,null,null,null,null]]}""")]
    [InlineData("""{"version":1,"listings":[["AAPL",null,null,null,null,"much"]]}""")]
    [InlineData("""{"version":1,"listings":[["AAPL","\uD800",null,null,null,null]]}""")]
    [InlineData("""{"version":1,"listings":[["AAPL",null,null,null,null,null],["AAPL",null,null,null,null,null]]}""")]
    public async Task A_damaged_document_is_told_and_fetched_anew(string payload)
    {
        _store.Put(ListingCache.DocumentName, new StoredDocument(Encoding.UTF8.GetBytes(payload), _time.GetUtcNow()));

        Assert.Equal(Listed, await ListAsync(Begin()));
        Assert.Contains("cannot be read", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        Assert.Equal(Listed, await ListAsync(Begin()));
        Assert.Equal(1, _source.ListingCalls);
    }

    [Fact]
    public async Task Any_slip_of_a_bit_in_a_document_gives_a_list_or_a_fetch()
    {
        await ListAsync(Begin());
        var stored = _store.Documents[ListingCache.DocumentName];
        for (var bit = 0; bit < stored.Payload.Length * 8; bit++)
        {
            var payload = stored.Payload.ToArray();
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
            _store.Put(ListingCache.DocumentName, stored with { Payload = payload });

            Assert.Equal(2, (await ListAsync(Begin())).Count);
        }
    }

    [Fact]
    public async Task A_list_from_the_future_is_not_believed()
    {
        await ListAsync(Begin());
        var stored = _store.Documents[ListingCache.DocumentName];
        _store.Put(ListingCache.DocumentName, stored with { FetchedAt = _time.GetUtcNow().AddDays(1) });

        await ListAsync(Begin());

        Assert.Equal(2, _source.ListingCalls);
    }

    [Fact]
    public async Task A_store_that_does_not_write_costs_nothing_but_a_message()
    {
        _store.RefusesWrites = true;
        var cache = Begin();

        Assert.Equal(Listed, await ListAsync(cache));
        Assert.Equal(Listed, await ListAsync(cache));
        Assert.Equal(1, _source.ListingCalls);
        Assert.Contains("was not stored", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_costs_a_request_and_a_message_and_the_list_stays_stored()
    {
        await ListAsync(Begin());
        _store.RefusesReads = true;

        Assert.Equal(Listed, await ListAsync(Begin()));
        Assert.Equal(2, _source.ListingCalls);
        Assert.Contains("cannot be read now", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        _store.RefusesReads = false;
        Assert.Equal(Listed, await ListAsync(Begin()));
        Assert.Equal(2, _source.ListingCalls);
    }

    [Fact]
    public async Task An_empty_list_is_not_kept()
    {
        _source.Listings = [];
        Assert.Empty(await ListAsync(Begin()));
        _source.Listings = Listed;

        Assert.Equal(Listed, await ListAsync(Begin()));
    }

    [Fact]
    public async Task A_source_that_lists_for_free_is_asked_every_time()
    {
        Assert.Equal(3, (await ListAsync(Begin(new Core.Provider.Synthetic.SyntheticMarket(symbols: 3)))).Count);
        Assert.Equal(5, (await ListAsync(Begin(new Core.Provider.Synthetic.SyntheticMarket(symbols: 5)))).Count);
        Assert.Empty(_store.Documents);
    }
}
