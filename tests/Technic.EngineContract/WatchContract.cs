using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Watches;
using Technic.Testing;

namespace Technic.EngineContract;

/// <summary>Lists of symbols and watches on every engine that keeps them.</summary>
public abstract class WatchContract : IAsyncLifetime
{
    private const int Count = 40;

    private static readonly DateOnly Wednesday = new(2026, 3, 11), Monday = new(2026, 3, 16);
    private static readonly Symbol[] Symbols = [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D4}"))];

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedSource _source;
    private IEngineUnderTest _underTest = null!;

    protected WatchContract() => _source = new ScriptedSource(_time) { Listings = [.. Symbols.Select(symbol => new Listing(symbol))] };

    private IWatches Watches => ((IWatchEngine)_underTest.Engine).Watches!;

    /// <summary>Starts an engine on an empty store.</summary>
    protected abstract Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time);

    public async Task InitializeAsync() => _underTest = await StartAsync(_source, _time);

    public async Task DisposeAsync() => await _underTest.DisposeAsync();

    [Fact]
    public async Task A_list_keeps_the_order_of_its_user_also_after_a_restart()
    {
        var saved = await Watches.SetListAsync("tech", Of("MSFT", "AAPL", "NVDA"), "my favourites", Soon());
        await Watches.SetListAsync("energy", Of("XOM"), null, Soon());
        await _underTest.RestartAsync();

        Assert.Equal(_time.GetUtcNow(), saved.UpdatedAt);
        var list = (await Watches.FindListAsync("tech", Soon()))!;
        Assert.Equal(("tech", "my favourites", saved.UpdatedAt), (list.Name, list.Note, list.UpdatedAt));
        Assert.Equal(["MSFT", "AAPL", "NVDA"], list.Symbols.Select(symbol => symbol.Text));
        Assert.Equal(["energy", "tech"], (await Watches.GetListsAsync(Soon())).Select(each => each.Name));
    }

    [Fact]
    public async Task Symbols_are_added_at_the_end_and_removed_and_the_note_stays()
    {
        await Watches.SetListAsync("tech", Of("MSFT", "AAPL"), "note", Soon());

        await Watches.ChangeListAsync("tech", Of("NVDA", "MSFT"), [], Soon());
        var changed = await Watches.ChangeListAsync("tech", Of("IBM"), Of("AAPL"), Soon());

        Assert.Equal(["MSFT", "NVDA", "IBM"], changed.Symbols.Select(symbol => symbol.Text));
        Assert.Equal("note", changed.Note);
        Assert.Equal(["ORCL"], (await Watches.ChangeListAsync("new", Of("ORCL"), [], Soon())).Symbols.Select(symbol => symbol.Text));
    }

    [Fact]
    public async Task Changes_of_a_list_at_the_same_time_lose_nothing()
    {
        await Task.WhenAll(Symbols.Select(symbol => Watches.ChangeListAsync("all", [symbol], [], Soon()).AsTask()));

        Assert.Equal(Symbols, (await Watches.FindListAsync("all", Soon()))!.Symbols.Order());
    }

    [Fact]
    public async Task Symbols_are_not_removed_from_a_list_that_does_not_exist()
    {
        await Watches.SetListAsync("tech", Of("MSFT"), null, Soon());

        await RefusedAsync("Unknown list 'tach' (did you mean 'tech'?).", () => Watches.ChangeListAsync("tach", [], Of("MSFT"), Soon()));
        await RefusedAsync("Unknown list 'energy'. Expected: tech.", () => Watches.ChangeListAsync("energy", [], Of("MSFT"), Soon()));

        Assert.Equal(["tech"], (await Watches.GetListsAsync(Soon())).Select(list => list.Name));
    }

    [Fact]
    public async Task A_deleted_list_does_not_exist_any_more()
    {
        await Watches.SetListAsync("tech", Of("MSFT"), null, Soon());

        Assert.True(await Watches.DeleteListAsync("tech", Soon()));
        Assert.False(await Watches.DeleteListAsync("tech", Soon()));
        Assert.Null(await Watches.FindListAsync("tech", Soon()));
    }

    [Fact]
    public async Task An_invalid_list_is_refused_in_a_sentence_and_changes_nothing()
    {
        await Watches.SetListAsync("tech", Of("MSFT"), null, Soon());

        await RefusedAsync("Invalid name 'My list' of a list", () => Watches.SetListAsync("My list", Of("AAPL"), null, Soon()));
        await RefusedAsync("List 'tech' has AAPL twice.", () => Watches.SetListAsync("tech", Of("AAPL", "AAPL"), null, Soon()));
        await RefusedAsync("List 'tech' needs at least one symbol", () => Watches.ChangeListAsync("tech", [], Of("MSFT"), Soon()));

        Assert.Equal(["MSFT"], (await Watches.FindListAsync("tech", Soon()))!.Symbols.Select(symbol => symbol.Text));
    }

    [Fact]
    public async Task A_scan_of_lists_has_the_symbols_of_all_of_them_once()
    {
        await Watches.SetListAsync("one", Symbols[..5], null, Soon());
        await Watches.SetListAsync("two", Symbols[3..8], null, Soon());

        var result = await ScanAsync(new ScanRequest { Lists = ["one", "two"], Top = 0, MinDollarVolume = 0 });

        Assert.Equal((8, 8), (result.Summary.Requested, result.Summary.Ranked));
        Assert.Equal(Symbols[..8], result.Rows.Select(row => row.Row.Symbol).Order());
    }

    [Fact]
    public async Task A_symbol_of_a_list_has_its_name_and_is_scanned_whatever_its_type_is()
    {
        _source.Listings = [new Listing(Symbols[0], "A fund") { Type = "FUND" }];
        await Watches.SetListAsync("mine", Symbols[..2], null, Soon());
        await ScanAsync(new ScanRequest { Top = 1, MinDollarVolume = 0 });
        var all = new ScanRequest { Lists = ["mine"], Top = 0, MinDollarVolume = 0, Sort = "symbol", Ascending = true };

        var names = (await ScanAsync(all)).Rows.Select(row => row.Listing.Name);
        var stocks = await ScanAsync(all with { Types = ["CS"] });

        Assert.Equal(["A fund", null], names);
        Assert.Equal([Symbols[1]], stocks.Rows.Select(row => row.Row.Symbol));
    }

    [Fact]
    public async Task An_unknown_list_is_refused_with_the_nearest_name()
    {
        await Watches.SetListAsync("energy", Symbols[..5], null, Soon());

        await RefusedAsync(
            "Unknown list 'enrgy' (did you mean 'energy'?).", async () => await ScanAsync(new ScanRequest { Lists = ["enrgy"] }));
        await RefusedAsync(
            "Unknown list 'enrgy' (did you mean 'energy'?).",
            () => Watches.SetWatchAsync("rising", Scan("""{"where": "close > close[1]", "lists": ["enrgy"]}"""), null, Soon()));
    }

    [Fact]
    public async Task A_watch_is_kept_as_it_was_written()
    {
        const string Written = """{"preset":"breakout","lists":["mine"],"where":"close > close[1]","top":7}""";
        await Watches.SetListAsync("mine", Symbols, null, Soon());
        await Watches.SetWatchAsync("rising", Scan(Written), "note", Soon());
        await _underTest.RestartAsync();

        var state = (await Watches.FindWatchAsync("rising", Soon()))!;

        Assert.Equal((Written, "note", _time.GetUtcNow()), (state.Watch.Scan.Json, state.Watch.Note, state.Watch.UpdatedAt));
        Assert.Null(state.Report);
        Assert.Equal(["rising"], (await Watches.GetWatchesAsync(Soon())).Select(each => each.Watch.Name));
        Assert.True(await Watches.DeleteWatchAsync("rising", Soon()));
        Assert.Empty(await Watches.GetWatchesAsync(Soon()));
    }

    [Theory]
    [InlineData("""{"lists": ["mine"]}""", "A watch needs a condition")]
    [InlineData("""{"where": "close >"}""", "where, position 8:")]
    [InlineData("""{"preset": "brekout"}""", "Unknown preset 'brekout' (did you mean 'breakout'?)")]
    [InlineData("""{"where": "close > 1", "asOf": "2026-03-10"}""", "A watch is about the newest session")]
    [InlineData("""{"where": "close > 1", "universeFile": "symbols.csv"}""", "A watch cannot read a file")]
    public async Task An_invalid_watch_is_refused_in_a_sentence(string json, string sentence)
    {
        await Watches.SetListAsync("mine", Symbols, null, Soon());

        await RefusedAsync(sentence, () => Watches.SetWatchAsync("rising", Scan(json), null, Soon()));

        Assert.Empty(await Watches.GetWatchesAsync(Soon()));
    }

    [Fact]
    public async Task An_unknown_watch_is_refused_with_the_nearest_name()
    {
        await Watches.SetWatchAsync("rising", Rising, null, Soon());

        await RefusedAsync("Unknown watch 'risin' (did you mean 'rising'?).", () => Watches.CheckWatchAsync("risin", Soon()));
    }

    [Fact]
    public async Task The_first_check_has_no_news()
    {
        await Watches.SetWatchAsync("rising", Rising, null, Soon());

        var report = (await Watches.CheckWatchAsync("rising", Soon())).Report!;

        Assert.Equal((Wednesday, (DateOnly?)null, Count), (report.AsOf, report.ComparedWith, report.Requested));
        Assert.Equal(await MatchingAsync(), report.Matches.Select(match => match.Symbol).Order());
        Assert.All(report.Matches, match => Assert.Equal(Wednesday, match.Since));
        Assert.Empty(report.Entered);
        Assert.Empty(report.Left);
    }

    [Fact]
    public async Task A_check_of_a_later_session_names_what_has_entered_and_left_also_after_a_restart()
    {
        await Watches.SetWatchAsync("rising", Rising, null, Soon());
        await Watches.CheckWatchAsync("rising", Soon());
        var before = await MatchingAsync();
        await _underTest.RestartAsync();
        _time.Advance(TimeSpan.FromDays(5));

        var report = (await Watches.CheckWatchAsync("rising", Soon())).Report!;
        var again = (await Watches.CheckWatchAsync("rising", Soon())).Report!;

        var now = await MatchingAsync();
        Assert.Equal((Monday, Wednesday), (report.AsOf, report.ComparedWith));
        Assert.Equal(now.Except(before), report.Entered.Order());
        Assert.Equal(before.Except(now), report.Left.Select(left => left.Symbol));
        Assert.All(report.Left, left => Assert.Equal((Wednesday, "where"), (left.Since, left.Reason)));
        Assert.All(report.Matches, match =>
            Assert.Equal(before.Contains(match.Symbol) ? Wednesday : Monday, match.Since));
        Assert.NotEmpty(report.Entered);
        Assert.NotEmpty(report.Left);
        // A second check of the same session has the same news.
        Assert.Equal(WatchCodec.Encode(ProgressOf(report)), WatchCodec.Encode(ProgressOf(again)));
    }

    [Fact]
    public async Task A_symbol_that_fails_has_not_left_and_keeps_its_session()
    {
        await Watches.SetWatchAsync("rising", Rising, null, Soon());
        var first = (await Watches.CheckWatchAsync("rising", Soon())).Report!;
        _time.Advance(TimeSpan.FromDays(1));
        var failing = first.Matches[0].Symbol;
        _source.Refuse = symbol => symbol == failing ? new PriceSourceException(PriceSourceFailure.Unavailable, "No answer.") : null;

        var report = (await Watches.CheckWatchAsync("rising", Soon())).Report!;

        var unknown = Assert.Single(report.Unknown);
        Assert.Equal((failing, Wednesday), (unknown.Symbol, unknown.Since));
        Assert.DoesNotContain(failing, report.Left.Select(left => left.Symbol));

        _source.Refuse = _ => null;
        _time.Advance(TimeSpan.FromHours(2));
        var repaired = (await Watches.CheckWatchAsync("rising", Soon())).Report!;
        Assert.Empty(repaired.Unknown);
        Assert.DoesNotContain(failing, repaired.Entered);
    }

    [Fact]
    public async Task A_check_that_fails_keeps_the_report_and_says_why()
    {
        await Watches.SetListAsync("mine", Symbols[..5], null, Soon());
        await Watches.SetWatchAsync("rising", Scan("""{"where": "close > close[1]", "lists": ["mine"]}"""), null, Soon());
        var report = (await Watches.CheckWatchAsync("rising", Soon())).Report!;
        await Watches.DeleteListAsync("mine", Soon());
        _time.Advance(TimeSpan.FromDays(1));

        var state = await Watches.CheckWatchAsync("rising", Soon());

        Assert.StartsWith("Unknown list 'mine'", state.Problem, StringComparison.Ordinal);
        Assert.Equal(report.AsOf, state.Report!.AsOf);
        Assert.Equal(state.Problem, (await Watches.FindWatchAsync("rising", Soon()))!.Problem);
    }

    [Fact]
    public async Task Another_scan_begins_anew_and_another_note_does_not()
    {
        await Watches.SetWatchAsync("rising", Rising, null, Soon());
        await Watches.CheckWatchAsync("rising", Soon());

        Assert.NotNull((await Watches.SetWatchAsync("rising", Rising, "note", Soon())).Report);
        Assert.Null((await Watches.SetWatchAsync("rising", Scan("""{"where": "close < close[1]"}"""), "note", Soon())).Report);
    }

    [Fact]
    public async Task A_check_of_a_watch_that_is_changed_or_deleted_meanwhile_leaves_no_report()
    {
        await Watches.SetWatchAsync("rising", Rising, null, Soon());
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _source.Hold = async (_, _) =>
        {
            asked.TrySetResult();
            await go.Task;
        };
        var changed = Watches.CheckWatchAsync("rising", Soon()).AsTask();
        await asked.Task.WaitAsync(Soon());
        var falling = Scan("""{"where": "close < close[1]"}""");
        await Watches.SetWatchAsync("rising", falling, null, Soon());
        go.SetResult();

        await RefusedAsync("The scan of watch 'rising' was changed during its check", () => new ValueTask<WatchState>(changed));
        var state = (await Watches.FindWatchAsync("rising", Soon()))!;
        Assert.Equal((falling.Json, null), (state.Watch.Scan.Json, state.Report));

        (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _time.Advance(TimeSpan.FromDays(1));
        var deleted = Watches.CheckWatchAsync("rising", Soon()).AsTask();
        await asked.Task.WaitAsync(Soon());
        await Watches.DeleteWatchAsync("rising", Soon());
        go.SetResult();

        await RefusedAsync("Watch 'rising' was deleted during its check.", () => new ValueTask<WatchState>(deleted));
        await Watches.SetWatchAsync("rising", falling, null, Soon());
        Assert.Null((await Watches.FindWatchAsync("rising", Soon()))!.Report);
    }

    private static SavedScan Rising => Scan("""{"where": "close > close[1]", "minDollarVolume": 0}""");

    private static SavedScan Scan(string json) => SavedScan.Read(System.Text.Encoding.UTF8.GetBytes(json));

    private static IReadOnlyList<Symbol> Of(params string[] tickers) => Array.ConvertAll(tickers, Symbol.Parse);

    private static WatchProgress ProgressOf(WatchReport report) =>
        WatchProgress.None with { Report = report with { CheckedAt = DateTimeOffset.UnixEpoch } };

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    private Task<ScanResult> ScanAsync(ScanRequest request) => _underTest.Engine.ScanToEndAsync(request, Soon());

    /// <summary>The symbols that match now, by an ordinary scan.</summary>
    private async Task<Symbol[]> MatchingAsync()
    {
        var request = new ScanRequest { Where = "close > close[1]", MinDollarVolume = 0, Top = 0 };
        return [.. (await ScanAsync(request)).Rows.Select(row => row.Row.Symbol).Order()];
    }

    private static async Task RefusedAsync<T>(string sentence, Func<ValueTask<T>> call)
    {
        var refusal = await Assert.ThrowsAsync<ScanRequestException>(() => call().AsTask());
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }
}
