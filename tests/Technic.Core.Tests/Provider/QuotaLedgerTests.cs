using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Provider;
using Technic.Testing;

namespace Technic.Core.Tests.Provider;

public class QuotaLedgerTests
{
    private static readonly DateTimeOffset Start = Clocks.WednesdayEvening;

    [Fact]
    public void A_minutes_quota_goes_out_at_once_and_the_next_when_it_has_left_the_minute()
    {
        var (ledger, granted, _) = QuotaLedger.Empty.Grant(8, 5, Start);
        Assert.Equal(5, granted);

        (ledger, granted, var wait) = ledger.Grant(3, 5, Start.AddSeconds(10));
        Assert.Equal((0, TimeSpan.FromSeconds(51)), (granted, wait));

        Assert.Equal(3, ledger.Grant(3, 5, Start.AddSeconds(61)).Granted);
    }

    [Fact]
    public void No_more_than_the_quota_goes_out_in_any_rolling_minute()
    {
        var steps = Gen.Choose(0, 9_000).Two().Select(s => (Millis: s.Item1, Wanted: 1 + (s.Item2 % 7))).ListOf(200).ToArbitrary();
        Prop.ForAll(steps, Gen.Choose(1, 20).ToArbitrary(), (asked, perMinute) =>
        {
            var (ledger, now, sent) = (QuotaLedger.Empty, Start, new List<DateTimeOffset>());
            foreach (var (millis, wanted) in asked)
            {
                now = now.AddMilliseconds(millis);
                (ledger, var granted, _) = ledger.Grant(wanted, perMinute, now);
                sent.AddRange(Enumerable.Repeat(now, granted));
            }
            return sent.All(at => sent.Count(other => other >= at && other < at.AddMinutes(1)) <= perMinute);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whoever_waits_as_told_is_granted_then()
    {
        var ledger = QuotaLedger.Spent(Start, 5);
        (ledger, var granted, var wait) = ledger.Grant(1, 5, Start.AddSeconds(0.4));
        Assert.Equal(0, granted);

        Assert.Equal(1, ledger.Grant(1, 5, Start.AddSeconds(0.4) + wait).Granted);
    }

    [Fact]
    public void A_pause_holds_everything_back_and_a_shorter_one_does_not_shorten_it()
    {
        var ledger = QuotaLedger.Empty.Pause(TimeSpan.FromSeconds(30), Start).Pause(TimeSpan.FromSeconds(5), Start);

        Assert.Equal((0, TimeSpan.FromSeconds(30)), (ledger.Grant(1, 5, Start).Granted, ledger.Grant(1, 5, Start).Wait));
        Assert.Equal(1, ledger.Grant(1, 5, Start.AddSeconds(30)).Granted);
    }

    [Fact]
    public void A_clock_that_goes_back_grants_nothing_twice()
    {
        var (ledger, _, _) = QuotaLedger.Empty.Grant(5, 5, Start);

        Assert.Equal(0, ledger.Grant(1, 5, Start.AddSeconds(-30)).Granted);
    }
}
