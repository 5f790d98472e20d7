using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Technic.Cluster.Contracts;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Tests.Watches;

/// <summary>The messages of lists and watches between silos and clients, by Orleans' own serializer.</summary>
public sealed class WatchMessageTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly DateTimeOffset Now = new(2026, 3, 11, 21, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 11), Yesterday = new(2026, 3, 10);
    private static readonly Symbol Apple = Symbol.Parse("AAPL"), Berkshire = Symbol.Parse("BRK.B"), Nvidia = Symbol.Parse("NVDA");

    private static SavedScan Scan { get; } =
        SavedScan.Read("""{"preset": "breakout", "where": "close > sma(20)", "lists": ["tech"], "top": 7}"""u8.ToArray());

    private static WatchReport Report { get; } = new()
    {
        AsOf = Today, CheckedAt = Now, ComparedWith = Yesterday, Source = "synthetic", Data = DayState.Preliminary, Requested = 9,
        Ranked = 2, Filtered = 5, Failed = 2, Stale = 1,
        Matches = [new WatchMatch(Apple, Yesterday, 200.25, 61.5), new WatchMatch(Nvidia, Today, 0.1, -100)],
        Entered = [Nvidia],
        Left = [new MissedMatch(Berkshire, Yesterday, "where")],
        Unknown = [new MissedMatch(Symbol.Parse("IBM"), Yesterday, "No answer.")],
    };

    /// <summary>The messages of <see cref="MessageTests"/>.</summary>
    public static TheoryData<object> Messages =>
    [
        new UserRecordAnswer([1, 2, 3], "7"),
        new UserRecordAnswer(null, null, IsConflict: true),
        new UserRecordAnswer(Failed: "The database does not respond."),
        new UserRecordNames(["a", "b"]),
        new UserRecordNames([], "The database does not respond."),
        new WatchesAnswer(Lists: [new SymbolList("tech", [Nvidia, Apple], "note", Now), new SymbolList("one", [Berkshire], null, Now)]),
        new WatchesAnswer(Watches: [new WatchState(new Watch("rising", Scan, "note", Now), WatchProgress.None)]),
        new WatchesAnswer(Watches:
        [
            new WatchState(new Watch("rising", Scan, null, Now), new WatchProgress
            {
                Scan = Scan.Json, Report = Report, Earlier = new WatchBaseline(Yesterday, [new EarlierMatch(Apple, Yesterday)]),
                AttemptedAt = Now, Problem = "No answer.",
            }),
        ]),
        new WatchesAnswer(Existed: true),
        new WatchesAnswer(Refused: "Unknown list 'enrgy' (did you mean 'energy'?)."),
        new WatchesAnswer(Failed: "The database does not respond."),
    ];

    [Fact]
    public void A_scan_arrives_as_its_user_wrote_it()
    {
        var serializer = Services.GetRequiredService<Serializer<SavedScan>>();

        Assert.Equal(Scan.Json, serializer.Deserialize(serializer.SerializeToArray(Scan))!.Json);
    }

    [Fact]
    public void A_list_of_a_version_with_fewer_or_more_fields_is_read()
    {
        var sent = new SymbolListSurrogate
        {
            Json = """{"Name":"tech","Symbols":["AAPL"],"UpdatedAt":"2026-03-11T21:00:00+00:00","Later":[1]}"""u8.ToArray(),
        };

        Assert.Equivalent(new SymbolList("tech", [Apple], null, Now), new SymbolListConverter().ConvertFromSurrogate(sent), strict: true);
    }

    [Fact]
    public void A_refusal_and_a_failure_are_what_they_were()
    {
        Assert.Equal("why", Assert.Throws<ScanRequestException>(() => new WatchesAnswer(Refused: "why").OrThrow()).Message);
        Assert.Equal("why", Assert.Throws<HistoryStoreException>(() => new WatchesAnswer(Failed: "why").OrThrow()).Message);
    }
}
