using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>What a search knows of its keys, and how it moves back when the newest session is not published yet.</summary>
public sealed class HistorySearchTests
{
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    private readonly MarketClock _clock = new(new FakeTimeProvider(Clocks.WednesdayEvening));

    private HistorySearch Search(params string[] keys) => new([.. keys.Select(PriceHistoryKey.Parse)], _clock.Take());

    private static HistoryAnswer Answer(int place) => new(place, new HistoryLookup(null, Tier.Provider, Problem: "none"));

    [Fact]
    public void It_has_the_window_the_days_and_the_frequency_of_its_keys()
    {
        var daily = Search("AAPL_90_daily", "MSFT_90_daily");
        var intraday = Search("AAPL_5_intraday");

        Assert.Equal((Frequency.Daily, 90, 2), (daily.Frequency, daily.Days, daily.Left));
        Assert.Equal((Frequency.Intraday, 5, 1), (intraday.Frequency, intraday.Days, intraday.Left));
        Assert.Equal(Wednesday, daily.Window.To);
        Assert.Equal(Wednesday.AddDays(-90), daily.Window.From);
    }

    [Fact]
    public void A_search_without_keys_has_nothing_left_and_moves_back_without_a_window()
    {
        var search = Search();

        Assert.Equal((Frequency.Daily, 0, 0), (search.Frequency, search.Days, search.Left));
        Assert.Empty(search.Open());
        Assert.Equal(default, search.Window);
        _clock.NoteUnpublished(Wednesday, _clock.Now);
        Assert.True(search.MoveBack(_clock));
        Assert.Equal(default, search.Window);
    }

    [Fact]
    public void It_moves_back_to_the_session_before_and_never_forward()
    {
        var search = Search("AAPL_90_daily");
        var later = new HistorySearch([PriceHistoryKey.Parse("AAPL_90_daily")], _clock.At(Clocks.At(2026, 3, 11, 12, 0)));

        Assert.False(search.MoveBack(_clock));
        _clock.NoteUnpublished(Wednesday, _clock.Now);

        Assert.True(search.MoveBack(_clock));
        Assert.Equal((Tuesday, Tuesday), (search.Moment.Published, search.Window.To));
        Assert.False(search.MoveBack(_clock));
        Assert.False(later.MoveBack(_clock));
        Assert.Equal(Tuesday, later.Window.To);
    }

    [Fact]
    public void The_first_answer_of_a_key_counts_and_the_others_stay_open()
    {
        var search = Search("A_90_daily", "B_90_daily", "C_90_daily");
        search.Remember(2, known: null, Tuesday);

        Assert.True(search.Enter(Answer(1)));
        Assert.False(search.Enter(Answer(1)));

        Assert.Equal(2, search.Left);
        Assert.Equal([(0, null), (2, (DateOnly?)Tuesday)], search.Open().Select(open => (open.Place, open.CoveredTo)));
        Assert.True(search.Enter(Answer(0)));
        Assert.True(search.Enter(Answer(2)));
        Assert.Equal(0, search.Left);
        Assert.Empty(search.Open());
    }
}
