using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

public sealed class KnownSplitsTests
{
    private static readonly DateOnly From = new(2025, 12, 11);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DayRange Asked = new(From, Wednesday);
    private static readonly Split Acme = new(Symbol.Parse("ACME"), new DateOnly(2026, 2, 2), 4);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MemoryDocuments _documents = new();
    private readonly ListLogger<KnownSplits> _log = new();
    private readonly MarketClock _clock;

    public KnownSplitsTests() => _clock = new MarketClock(_time);

    private KnownSplits Begin() => new(_documents, _clock, _log);

    private async Task<KnownSplits> BeginOnStoreAsync()
    {
        var splits = Begin();
        Assert.True(await splits.RefreshAsync(default));
        return splits;
    }

    [Fact]
    public async Task What_the_provider_answered_is_known_to_every_later_process()
    {
        await Begin().AddAsync([Acme], Asked, _clock.Now, default);

        var later = await BeginOnStoreAsync();

        Assert.Equal(new KnownSplit(Acme, _clock.Now), Assert.Single(later.Splits.Splits));
        Assert.True(later.Cover(later.Splits, From, Wednesday));
    }

    [Fact]
    public async Task They_cover_days_from_the_first_that_was_asked_for_to_the_last_that_was_published_by_then()
    {
        var splits = Begin();
        await splits.AddAsync([], Asked, _clock.PublishedAt(Wednesday), default);
        var book = splits.Splits;

        Assert.True(splits.Cover(book, From, Wednesday));
        Assert.False(splits.Cover(book, From.AddDays(-1), Wednesday));
        Assert.False(splits.Cover(book, From, Wednesday.AddDays(1)));
        Assert.True(splits.IsKnown(book, From, book.CheckedAt));
        Assert.False(splits.IsKnown(book, From, book.CheckedAt.AddTicks(1)));
        Assert.False(splits.Cover(SplitBook.Empty, From, Wednesday));
    }

    [Fact]
    public async Task A_check_more_than_an_hour_ahead_of_the_clock_is_not_believed()
    {
        var splits = Begin();
        await splits.AddAsync([Acme], Asked, _clock.Now.AddHours(1), default);
        Assert.True(splits.Cover(splits.Splits, From, Wednesday));

        await splits.AddAsync([Acme], Asked, _clock.Now.AddHours(1).AddTicks(1), default);

        Assert.False(splits.Cover(splits.Splits, From, Wednesday));
    }

    [Fact]
    public async Task A_check_from_the_future_is_taken_out_of_the_store_and_its_splits_are_kept()
    {
        await Begin().AddAsync([Acme], Asked, _clock.Now.AddDays(14), default);

        var later = await BeginOnStoreAsync();

        Assert.Equal(Acme, Assert.Single(later.Splits.Splits).Split);
        Assert.Equal((DateOnly.MaxValue, DateTimeOffset.MinValue), (later.Splits.From, later.Splits.CheckedAt));
        Assert.Empty(_documents.Documents);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_by_a_right_clock_takes_the_place_of_one_from_the_future(bool isImport)
    {
        var splits = Begin();
        await splits.AddAsync([Acme], Asked, _clock.Now.AddDays(14), default);

        if (isImport) await splits.ImportAsync([Acme], From, _clock.Now, default);
        else await splits.AddAsync([Acme], Asked, _clock.Now, default);

        Assert.Equal((From, _clock.Now), (splits.Splits.From, splits.Splits.CheckedAt));
        Assert.True(splits.Cover(splits.Splits, From, Wednesday));
        var later = await BeginOnStoreAsync();
        Assert.True(later.Cover(later.Splits, From, Wednesday));
    }

    [Fact]
    public async Task A_check_from_the_future_that_cannot_be_taken_out_of_the_store_is_not_believed_either()
    {
        await Begin().AddAsync([Acme], Asked, _clock.Now.AddDays(14), default);
        _documents.RefusesWrites = true;

        var later = await BeginOnStoreAsync();

        Assert.False(later.Cover(later.Splits, From, Wednesday));
        Assert.Single(_documents.Documents);
        Assert.Contains("The splits were not stored", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_document_takes_nothing_away()
    {
        var (one, other) = (Begin(), Begin());
        await one.AddAsync([], Asked, _clock.Now, default);
        _documents.RefusesWrites = true;
        await other.AddAsync([Acme], Asked, _clock.Now.AddMinutes(1), default);

        Assert.True(await other.RefreshAsync(default));

        Assert.Single(other.Splits.Splits);
        Assert.Contains("The store refuses to write.", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_of_the_same_check_is_read_again()
    {
        var splits = Begin();
        await splits.AddAsync([], Asked, _clock.Now, default);
        var corrected = SplitBook.Empty.With([Acme], From, Wednesday, _clock.Now);
        _documents.Put(KnownSplits.DocumentName, new StoredDocument(SplitBookFormat.Instance.Encode(corrected), _clock.Now));

        await splits.RefreshAsync(default);

        Assert.Single(splits.Splits.Splits);
    }

    [Fact]
    public async Task A_store_without_an_answer_is_told_and_takes_nothing_away()
    {
        var splits = Begin();
        await splits.AddAsync([Acme], Asked, _clock.Now, default);
        _documents.RefusesReads = true;

        Assert.False(await splits.RefreshAsync(default));
        Assert.Single(splits.Splits.Splits);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_is_as_none_and_is_reported()
    {
        _documents.Put(KnownSplits.DocumentName, new StoredDocument("{}"u8.ToArray(), _clock.Now));

        var splits = await BeginOnStoreAsync();

        Assert.Same(SplitBook.Empty, splits.Splits);
        Assert.Equal("The stored splits cannot be read and will be requested again.", Assert.Single(_log.Warnings));
    }

    [Fact]
    public async Task A_change_is_told_and_a_check_that_changes_nothing_is_not()
    {
        var (splits, changes) = (Begin(), 0);
        splits.Changed = () => changes++;
        await splits.AddAsync([], Asked, _clock.Now, default);
        Assert.Equal(0, changes);
        await splits.AddAsync([Acme], Asked, _clock.Now, default);
        await splits.AddAsync([Acme], Asked, _clock.Now.AddMinutes(1), default);
        Assert.Equal(1, changes);

        await splits.ImportAsync([new Split(Symbol.Parse("KO"), From, 2)], From, _clock.Now, default);

        Assert.Equal(2, changes);
    }

    [Fact]
    public async Task Splits_without_anybody_who_listens_are_entered_all_the_same()
    {
        var splits = Begin();

        await splits.AddAsync([Acme], Asked, _clock.Now, default);

        Assert.Single(splits.Splits.Splits);
    }

    [Fact]
    public async Task An_import_that_is_not_stored_changes_nothing()
    {
        _documents.RefusesWrites = true;
        var splits = Begin();

        await Assert.ThrowsAsync<HistoryStoreException>(async () => await splits.ImportAsync([Acme], From, _clock.Now, default));

        Assert.Same(SplitBook.Empty, splits.Splits);
    }

    [Fact]
    public async Task An_import_is_stored()
    {
        await Begin().ImportAsync([Acme], From, _clock.Now, default);

        Assert.Single((await BeginOnStoreAsync()).Splits.Splits);
    }

    /// <summary>The new request was for fewer days than the stored ones: without them, a year of splits would be requested again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_learned_while_the_store_failed_is_added_to_what_it_holds(bool readsBeforeItLearnsMore)
    {
        await Begin().AddAsync([Acme], Asked, _clock.Now, default);
        _time.Advance(TimeSpan.FromHours(1));
        var other = new Split(Symbol.Parse("OTHER"), Wednesday, 2);
        var later = Begin();
        _documents.RefusesReads = true;
        Assert.False(await later.RefreshAsync(default));

        await later.AddAsync([other], new DayRange(Wednesday.AddDays(-14), Wednesday), _clock.Now, default);
        Assert.Equal(other, Assert.Single(later.Splits.Splits).Split);
        Assert.Equal(Wednesday.AddDays(-14), later.Splits.From);
        _documents.RefusesReads = false;
        if (readsBeforeItLearnsMore) Assert.True(await later.RefreshAsync(default));
        else await later.AddAsync([], new DayRange(Wednesday, Wednesday), _clock.Now, default);

        var third = await BeginOnStoreAsync();
        foreach (var book in new[] { later.Splits, third.Splits })
        {
            Assert.Equal([Acme, other], book.Splits.Select(known => known.Split));
            Assert.Equal((From, _clock.Now), (book.From, book.CheckedAt));
        }
    }

    private static IReadOnlyList<KnownSplit> Decided(SplitBook book, params DateOnly[] confirmed) =>
    [
        .. Assert.Single(book.Disputed).Records.Select(record => record with
        {
            Standing = confirmed.Contains(record.Split.ExecutionDate) ? SplitStanding.Confirmed : SplitStanding.Rejected,
        }),
    ];

    [Theory]
    [InlineData(true, "the price gap fits 2026-02-02 ×4.")]
    [InlineData(false, "the price gap fits none of them.")]
    public async Task What_the_prices_decided_is_stored_and_logged(bool isConfirmed, string expected)
    {
        var splits = Begin();
        await splits.AddAsync([Acme, Acme with { ExecutionDate = new DateOnly(2026, 2, 3) }], Asked, _clock.Now, default);
        var book = splits.Splits;

        var decided = await splits.DecideAsync(book, [isConfirmed ? Decided(book, Acme.ExecutionDate) : Decided(book)], default);

        Assert.Same(splits.Splits, decided);
        Assert.Empty((await BeginOnStoreAsync()).Splits.Disputed);
        Assert.EndsWith(expected, _log.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_with_decisions_has_nothing_that_became_known_after_it()
    {
        var splits = Begin();
        Split[] listed = [Acme, Acme with { ExecutionDate = new DateOnly(2026, 2, 3) }];
        await splits.AddAsync(listed, Asked, _clock.Now, default);
        var snapshot = splits.Splits;
        var later = new Split(Symbol.Parse("LATER"), Wednesday, 2);
        await splits.AddAsync([.. listed, later], Asked, _clock.Now.AddMinutes(1), default);

        var decided = await splits.DecideAsync(snapshot, [Decided(snapshot, Acme.ExecutionDate)], default);

        Assert.Empty(decided.Disputed);
        Assert.Empty(decided.Of(later.Symbol));
        Assert.Empty(splits.Splits.Disputed);
        Assert.Single(splits.Splits.Of(later.Symbol));
    }
}
