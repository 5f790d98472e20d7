using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Storage;

/// <summary>Which histories are removed from a store, and in which order.</summary>
public sealed class PrunePlanTests
{
    private const long Size = 1_000;

    private static readonly DateTimeOffset Now = Clocks.WednesdayEvening;

    private static StoredRow Row(string key, double daysOld, string source = "polygon") => new(source, key, Now.AddDays(-daysOld), Size);

    private static string[] Plan(PruneRules rules, long? bytes, params StoredRow[] rows) =>
        [.. PrunePlan.Of(rows, rules, Now, bytes ?? rows.Length * Size).Select(item => $"{item.Row.Key} {item.Reason}")];

    [Fact]
    public void Replays_that_were_not_loaded_for_a_week_go_and_nothing_else() => Assert.Equal(
        ["A_90_daily@2021-04-21 OldReplay"],
        Plan(
            new PruneRules(), null, Row("A_90_daily@2021-04-21", 7.1), Row("A_90_daily@2021-04-22", 6.9), Row("A_90_daily", 400),
            Row("not a key", 400)));

    [Fact]
    public void A_narrower_history_goes_when_a_wider_one_of_its_series_is_as_new() => Assert.Equal(
        ["A_30_daily Superseded", "A_60_daily Superseded"],
        Plan(
            new PruneRules(), null, Row("A_90_daily", 2), Row("A_60_daily", 2), Row("A_30_daily", 3), Row("A_10_daily", 1),
            Row("A_30_intraday", 3),
            Row("B_30_daily", 3), Row("A_30_daily@2026-03-10", 3)));

    [Fact]
    public void Histories_of_two_sources_do_not_supersede_each_other() => Assert.Empty(
        Plan(new PruneRules(), null, Row("A_90_daily", 1, "polygon"), Row("A_30_daily", 2, "synthetic-42")));

    [Fact]
    public void A_wide_old_history_does_not_supersede_a_newer_one() => Assert.Empty(
        Plan(new PruneRules(), null, Row("A_365_daily", 9), Row("A_90_daily", 1)));

    [Fact]
    public void Histories_that_were_not_refreshed_go_when_asked() => Assert.Equal(
        ["B_90_daily Old", "A_90_daily Old"],
        Plan(
            new PruneRules { HistoryAge = TimeSpan.FromDays(30) }, null, Row("A_90_daily", 31), Row("B_90_daily", 32),
            Row("C_90_daily", 29)));

    [Fact]
    public void Nothing_goes_below_the_limit() => Assert.Empty(
        Plan(new PruneRules { MaxBytes = 2 * Size }, null, Row("A_90_daily@2021-04-21", 70), Row("A_30_daily", 1)));

    [Fact]
    public void Above_the_limit_they_go_in_order_until_it_holds() => Assert.Equal(
        [
            "R_90_daily@2021-04-21 OldReplay", "A_30_daily Superseded", "B_90_daily Old", "S_90_daily@2021-04-21 OverLimit",
            "C_90_daily OverLimit",
        ],
        Plan(
            new PruneRules { MaxBytes = 2 * Size, HistoryAge = TimeSpan.FromDays(30) }, null,
            Row("A_90_daily", 1), Row("D_90_daily", 2), Row("C_90_daily", 20), Row("S_90_daily@2021-04-21", 1), Row("B_90_daily", 40),
            Row("A_30_daily", 1),
            Row("R_90_daily@2021-04-21", 8)));

    [Fact]
    public void Only_the_named_source_loses_anything() => Assert.Equal(
        ["A_90_daily@2021-04-21 OldReplay"],
        Plan(new PruneRules { Source = "csv" }, null, Row("A_90_daily@2021-04-21", 8, "csv"), Row("B_90_daily@2021-04-21", 8, "polygon")));
}
