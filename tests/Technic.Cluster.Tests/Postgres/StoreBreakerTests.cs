using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Technic.Cluster.Postgres;
using Technic.Testing;

namespace Technic.Cluster.Tests.Postgres;

public sealed class StoreBreakerTests
{
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ListLogger<StoreBreaker> _log = new();
    private readonly StoreBreaker _breaker;

    public StoreBreakerTests() => _breaker = new StoreBreaker(TimeSpan.FromSeconds(5), _time, _log);

    [Fact]
    public void The_first_failure_opens_it_and_it_says_so_once()
    {
        Assert.True(_breaker.TryEnter(out var first));
        Assert.True(_breaker.TryEnter(out var second));
        _breaker.Failed(first, "It hangs.");
        _breaker.Failed(second, "It still hangs.");

        Assert.True(_breaker.IsRefusing);
        Assert.False(_breaker.TryEnter(out _));
        Assert.Equal("It hangs.", _breaker.LastFailure);
        Assert.Equal(
            ["It hangs. It is left alone for 5 s at a time; what it stores is fetched from the provider meanwhile"], _log.Warnings);
    }

    [Fact]
    public void After_the_pause_one_question_goes_through_and_its_answer_closes_it()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(_breaker.IsRefusing);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(_breaker.IsRefusing);
        Assert.True(_breaker.TryEnter(out var probe));
        Assert.True(_breaker.IsRefusing);
        Assert.False(_breaker.TryEnter(out _));
        _breaker.Succeeded(probe);

        Assert.False(_breaker.IsRefusing);
        Assert.True(_breaker.TryEnter(out _));
        Assert.Contains((LogLevel.Information, "The database answers again, after 5 s"), _log.Messages);
    }

    [Fact]
    public void A_probe_that_fails_opens_it_for_another_pause_without_another_warning()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_breaker.TryEnter(out var probe));
        _breaker.Failed(probe, "It hangs.");

        Assert.False(_breaker.TryEnter(out _));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_breaker.TryEnter(out _));
        Assert.Single(_log.Warnings);
    }

    [Fact]
    public void What_was_under_way_before_it_opened_neither_closes_it_nor_opens_it_anew()
    {
        Assert.True(_breaker.TryEnter(out var early));
        Assert.True(_breaker.TryEnter(out var late));
        Open();
        _breaker.Succeeded(early);
        Assert.True(_breaker.IsRefusing);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_breaker.TryEnter(out var probe));
        _breaker.Failed(late, "It hung.");
        _breaker.Succeeded(probe);
        Assert.False(_breaker.IsRefusing);
    }

    private void Open()
    {
        Assert.True(_breaker.TryEnter(out var entry));
        _breaker.Failed(entry, "It hangs.");
    }
}
