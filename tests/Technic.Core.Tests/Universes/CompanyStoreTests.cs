using Microsoft.Extensions.Time.Testing;
using Technic.Core.Market;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Core.Tests.Universes;

public sealed class CompanyStoreTests
{
    private static readonly CompanyFacts Acme = new(Symbol.Parse("ACME"), "Energy", null, null, new DateOnly(2026, 3, 11), "list.csv");
    private static readonly CompanyFacts Other = Acme with { Symbol = Symbol.Parse("OTHER") };

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MemoryDocuments _documents = new();

    private CompanyStore Begin() => new(_documents, _time);

    private static async Task<IEnumerable<CompanyFacts>> ReadAsync(CompanyStore store) =>
        (await store.ReadAsync(default)).Values.OrderBy(company => company.Symbol);

    [Fact]
    public async Task What_another_process_has_added_is_kept_and_seen_within_a_minute()
    {
        var (one, other) = (Begin(), Begin());
        await one.AddAsync([Acme], default);
        await other.AddAsync([Other], default);
        Assert.Equal([Acme], await ReadAsync(one));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([Acme, Other], await ReadAsync(one));
    }

    [Fact]
    public async Task Facts_that_a_clock_ahead_of_time_has_stored_stay_and_do_not_keep_later_ones_out()
    {
        _time.Advance(TimeSpan.FromDays(14));
        await Begin().AddAsync([Acme], default);
        _time.AdjustTime(Clocks.WednesdayEvening);

        await Begin().AddAsync([Other], default);

        Assert.Equal([Acme, Other], await ReadAsync(Begin()));
    }

    [Fact]
    public async Task Facts_that_are_not_stored_change_nothing()
    {
        var store = Begin();
        _documents.RefusesWrites = true;

        await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.AddAsync([Acme], default));

        Assert.Empty(await ReadAsync(store));
    }

    [Fact]
    public async Task A_document_that_could_not_be_read_is_never_overwritten()
    {
        await Begin().AddAsync([Acme], default);
        var store = Begin();
        _documents.RefusesReads = true;

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(async () => await store.AddAsync([Other], default));
        _documents.RefusesReads = false;

        Assert.Equal("The stored facts of companies cannot be read now, and nothing was changed. Try again in a moment.", problem.Message);
        Assert.Equal([Acme], await ReadAsync(Begin()));
        await store.AddAsync([Other], default);
        Assert.Equal([Acme, Other], await ReadAsync(Begin()));
    }
}
