using System.Text;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Watches;

namespace Technic.Core.Tests.Watches;

/// <summary>What an earlier version has written stays readable: these texts are never changed.</summary>
public sealed class StoredFormTests
{
    [Fact]
    public void A_stored_list_is_read()
    {
        var list = WatchCodec.DecodeList(Utf8(
            """{"Name":"chips","Symbols":["NVDA","BRK.B"],"Note":"mine","UpdatedAt":"2026-11-27T21:30:00+00:00"}"""));

        Assert.Equal(("chips", "mine", 2), (list.Name, list.Note, list.Symbols.Count));
        Assert.Equal(Symbol.Parse("BRK.B"), list.Symbols[1]);
    }

    [Fact]
    public void A_stored_watch_is_read()
    {
        var watch = WatchCodec.DecodeWatch(Utf8(
            """
            {"Name":"dips","Scan":"{\"preset\":\"breakout\",\"lists\":[\"chips\"],\"minPrice\":5}","UpdatedAt":"2026-11-27T21:30:00+00:00"}
            """));

        Assert.Equal(("dips", "breakout", null), (watch.Name, watch.Scan.Preset, watch.Note));
        Assert.Equal((5, 0, "chips"), (watch.Scan.ToRequest().MinPrice, watch.Scan.ToRequest().Top, watch.Scan.ToRequest().Lists[0]));
    }

    [Fact]
    public void A_stored_progress_is_read()
    {
        var progress = WatchCodec.DecodeProgress(Utf8(
            """
            {"Scan":"{}","Report":{"AsOf":"2026-11-27","CheckedAt":"2026-11-27T18:20:00+00:00","ComparedWith":"2026-11-25",
            "Source":"polygon","Data":"Preliminary","Requested":9,"Ranked":2,"Filtered":6,"Failed":1,"Stale":0,
            "Matches":[{"Symbol":"NVDA","Since":"2026-11-25","Close":180.5,"Rating":61.25}],"Entered":["AMD"],
            "Left":[{"Symbol":"INTC","Since":"2026-11-24","Reason":"where"}],"Unknown":[]},
            "Earlier":{"Session":"2026-11-25","Symbols":[{"Symbol":"INTC","Since":"2026-11-24"}]},
            "AttemptedAt":"2026-11-27T18:20:00+00:00"}
            """));

        var report = progress.Report!;
        Assert.Equal((new DateOnly(2026, 11, 27), DayState.Preliminary, 9), (report.AsOf, report.Data, report.Requested));
        Assert.Equal(("NVDA", 180.5), (report.Matches[0].Symbol.Text, report.Matches[0].Close));
        Assert.Equal(("INTC", "where"), (report.Left[0].Symbol.Text, report.Left[0].Reason));
        Assert.Equal(["INTC"], progress.Earlier!.Symbols.Select(match => match.Symbol.Text));
    }

    private static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);
}
