using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Storage;

/// <summary>Documents with write-behind: an accepted document is found, regardless of the state of the store.</summary>
public sealed class BufferedDocumentStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = Clocks.WednesdayEvening;
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TimerTrackingTimeProvider _clock = new(Start);
    private readonly MemoryDocuments _inner = new();
    private readonly MemoryHistoryStore _rows = new();
    private WriteBehind _writer = null!;
    private BufferedDocumentStore _store = null!;

    public Task InitializeAsync()
    {
        Begin(new WriteBehindOptions());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _writer.DisposeAsync();

    private void Begin(WriteBehindOptions options)
    {
        _writer = new WriteBehind(_rows, options, _clock, NullLogger<WriteBehind>.Instance);
        _store = new BufferedDocumentStore(_inner, _writer);
    }

    private static StoredDocument Document(byte content, int secondsLater = 0) => new(new[] { content }, Start.AddSeconds(secondsLater));

    private static byte ContentOf(DocumentRead read) => read.Document!.Payload.Span[0];

    /// <summary>Returns when the store has refused a write and the loop waits.</summary>
    private async Task RefusedAsync()
    {
        await _clock.WaitForTimerAsync(due => due <= TimeSpan.FromSeconds(1));
    }

    private async Task HealAsync()
    {
        _inner.RefusesWrites = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _writer.FlushAsync(None);
    }

    [Fact]
    public async Task Documents_are_accepted_while_the_store_refuses_and_stored_when_it_is_back()
    {
        _inner.RefusesWrites = true;
        for (var day = 1; day <= 61; day++) await _store.WriteDocumentAsync($"day/{day:D2}", Document((byte)day), None);
        await RefusedAsync();

        Assert.Empty(_inner.Documents);
        Assert.Equal(61, (await _store.ListDocumentsAsync("day/", None))!.Count);
        Assert.Equal(7, ContentOf(await _store.ReadDocumentAsync("day/07", None)));
        await HealAsync();

        Assert.Equal(61, _inner.Documents.Count);
        Assert.Equal((0, 61, 0), (_writer.Queued, _writer.Written, _writer.Failed));
    }

    [Fact]
    public async Task A_later_document_replaces_one_that_waits_and_an_earlier_one_does_not()
    {
        _inner.RefusesWrites = true;
        await _store.WriteDocumentAsync("first", Document(0), None);
        await RefusedAsync();
        await _store.WriteDocumentAsync("splits", Document(1), None);
        await _store.WriteDocumentAsync("splits", Document(2, secondsLater: 1), None);
        await _store.WriteDocumentAsync("splits", Document(3), None);

        Assert.Equal(2, _writer.Queued);
        Assert.Equal(2, ContentOf(await _store.ReadDocumentAsync("splits", None)));
        await HealAsync();

        Assert.Equal(2, _inner.Documents["splits"].Payload.Span[0]);
    }

    [Fact]
    public async Task A_document_whose_removal_waits_is_missing_already()
    {
        await _inner.WriteDocumentAsync("day/01", Document(1), None);
        await _inner.WriteDocumentAsync("day/02", Document(2), None);
        _inner.RefusesWrites = true;
        await _store.DeleteDocumentAsync("day/01", None);

        Assert.Equal(DocumentRead.Missing, await _store.ReadDocumentAsync("day/01", None));
        Assert.Equal("day/02", Assert.Single((await _store.ListDocumentsAsync("day/", None))!).Name);
        await RefusedAsync();
        await HealAsync();

        Assert.Equal(["day/02"], _inner.Documents.Keys);
    }

    [Fact]
    public async Task A_removal_makes_the_write_before_it_unnecessary_and_not_the_one_after_it()
    {
        await _inner.WriteDocumentAsync("day/01", Document(1, secondsLater: 60), None);
        _inner.RefusesWrites = true;
        await _store.WriteDocumentAsync("first", Document(0), None);
        await RefusedAsync();
        await _store.WriteDocumentAsync("day/01", Document(2, secondsLater: 90), None);
        await _store.DeleteDocumentAsync("day/01", None);
        // Earlier than the stored one: without the removal before it, the store would not accept it.
        await _store.WriteDocumentAsync("day/01", Document(3), None);

        Assert.Equal(3, ContentOf(await _store.ReadDocumentAsync("day/01", None)));
        await HealAsync();

        Assert.Equal(3, _inner.Documents["day/01"].Payload.Span[0]);
    }

    [Fact]
    public async Task Only_the_limits_of_the_queue_make_a_write_fail()
    {
        await _writer.DisposeAsync();
        Begin(new WriteBehindOptions { Capacity = 2 });
        _inner.RefusesWrites = true;
        await _store.WriteDocumentAsync("day/01", Document(1), None);
        await _store.WriteDocumentAsync("day/02", Document(2), None);
        await RefusedAsync();

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(
            async () => await _store.WriteDocumentAsync("day/03", Document(3), None));

        Assert.Equal("The write queue is full. The store refuses to write.", problem.Message);
        await HealAsync();
        await _store.WriteDocumentAsync("day/03", Document(3), None);
        await _writer.FlushAsync(None);
        Assert.Equal(3, _inner.Documents.Count);
    }

    [Fact]
    public async Task The_order_of_documents_and_histories_is_kept()
    {
        var history = new PriceHistory(PriceHistoryKey.Parse("AAPL_90_daily"), BarSeries.Empty, Start, "test");
        _inner.RefusesWrites = true;
        await _store.WriteDocumentAsync("splits", Document(1), None);
        await _writer.EnqueueAsync(history, None);
        await RefusedAsync();

        Assert.Empty(_rows.Rows);
        await HealAsync();

        Assert.Same(history, Assert.Single(_rows.Rows).Value);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_unavailable_but_for_what_waits()
    {
        (_inner.RefusesReads, _inner.RefusesWrites) = (true, true);
        await _store.WriteDocumentAsync("day/01", Document(1), None);

        Assert.Equal(1, ContentOf(await _store.ReadDocumentAsync("day/01", None)));
        Assert.Equal(DocumentRead.Unavailable, await _store.ReadDocumentAsync("day/02", None));
        Assert.Null(await _store.ListDocumentsAsync("day/", None));
    }

    [Fact]
    public async Task What_comes_after_the_end_is_refused()
    {
        await _writer.DisposeAsync();

        var problem = await Assert.ThrowsAsync<HistoryStoreException>(
            async () => await _store.WriteDocumentAsync("day/01", Document(1), None));

        Assert.Equal("The write queue is closed.", problem.Message);
    }
}
