using System.CommandLine;
using System.Globalization;
using Spectre.Console.Rendering;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Symbol = Technic.Core.Market.Symbol;

namespace Technic.Cli.Commands;

/// <summary><c>technic history SYMBOL</c>: shows one price history and the cache tier it came from.</summary>
internal sealed class HistoryCommand : Command
{
    public static CommandEntry Entry => new(
        "history", "Show the bars of one symbol and the cache tier they came from.",
        shell => new HistoryCommand(shell)) { Argument = "SYMBOL" };

    private readonly Shell _shell;
    private readonly Argument<string> _symbol = new("SYMBOL") { Description = "The ticker, e.g. AAPL or BRK.B." };
    private readonly FieldOptions _window = FieldOptions.History();
    private readonly EngineOptions _engine = new();
    private readonly OutputOptions _output = new(
        OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv, OutputFormat.Arrow, OutputFormat.Parquet);

    public HistoryCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_symbol);
        _window.AddTo(this);
        _engine.AddTo(this);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (symbol, request) = ReadRequest(arguments);
        var open = _engine.Read(arguments, _shell);
        using var target = _output.Open(arguments, _shell.Terminal);
        await using var host = await open(cancellationToken).ConfigureAwait(false);
        var key = request.KeyOf(symbol);
        var lookup = await host.Engine.GetHistoryAsync(key, request.Adjust, cancellationToken).ConfigureAwait(false);

        if (!lookup.Succeeded) throw new FailedRunException(lookup.Problem ?? $"No price history for {key.Symbol}.");
        if (lookup.History.IsEmpty)
        {
            // Why a well-known symbol has no prices: those of this process are synthetic, or were imported.
            if (host is EngineHost && host.NoticeOf(lookup.History.Source) is { } reason) _shell.Terminal.WriteMessage(reason);
            var listings = host.Engine is IMarketReference market
                ? await market.GetKnownListingsAsync(cancellationToken).ConfigureAwait(false) : [];
            throw new FailedRunException(NoPrices(lookup.History.Key, lookup.History.Source, listings));
        }
        var (format, notice) = (_output.Format(arguments), host.NoticeOf(lookup.History.Source));
        if (format is OutputFormat.Arrow or OutputFormat.Parquet)
            await WriteTableAsync(lookup.History, lookup, request.Adjust, notice, format, target, cancellationToken).ConfigureAwait(false);
        else Write(lookup.History, lookup, request.Adjust, notice, format, target);
        target.Complete();
        return ExitCodes.Success;
    }

    private (Symbol Symbol, ScanRequest Request) ReadRequest(ParseResult arguments)
    {
        var symbol = UniverseOptions.ParseSymbol(arguments.GetValue(_symbol)!);
        var request = _window.ExplicitChanges(arguments).ApplyTo(new ScanRequest());
        request.Validate(NewYork.Date(_shell.Time.GetUtcNow()));
        return (symbol, request);
    }

    private Task WriteTableAsync(
        PriceHistory history, HistoryLookup lookup, PriceAdjustment adjustment, string? notice, OutputFormat format, OutputTarget target,
        CancellationToken cancellationToken)
    {
        if (notice is not null) _shell.Terminal.WriteMessage(notice);
        _shell.Terminal.WriteMessage(Describe(history, lookup, adjustment));
        return target.WriteTableAsync(HistoryTable.Of(history, lookup, adjustment), format.ForTools()!.Value, cancellationToken);
    }

    private void Write(
        PriceHistory history, HistoryLookup lookup, PriceAdjustment adjustment, string? notice, OutputFormat format, OutputTarget target)
    {
        if (notice is not null && (format != OutputFormat.Table || target.IsFile)) _shell.Terminal.WriteMessage(notice);
        switch (format)
        {
            case OutputFormat.Json:
                target.WriteJson(json => HistoryReport.WriteJson(json, history, lookup, adjustment));
                break;
            case OutputFormat.Csv:
                _shell.Terminal.WriteMessage(Describe(history, lookup, adjustment));
                HistoryReport.WriteCsv(target.Text, history);
                break;
            default:
                if (notice is not null) target.Text.WriteLine(notice);
                WriteTable(target, history.Bars);
                target.Text.WriteLine(Describe(history, lookup, adjustment));
                break;
        }
    }

    private static void WriteTable(OutputTarget target, BarSeries bars)
    {
        var table = Tables.New().AddColumn("Date", isNumber: false);
        foreach (var title in (ReadOnlySpan<string>)["Open", "High", "Low", "Close", "Volume"]) table.AddColumn(title, isNumber: true);
        for (var i = 0; i < bars.Count; i++)
        {
            var bar = bars[i];
            table.Row(
                Tables.Cell(bar.Time.ToString()), Price(bar.Open), Price(bar.High), Price(bar.Low), Price(bar.Close),
                Number(bar.Volume, "#,##0.##"));
        }
        Tables.Write(target, table);
    }

    private static IRenderable Price(double price) => Number(price, "0.00##");

    private static IRenderable Number(double value, string format) => Tables.Cell(value.ToString(format, CultureInfo.InvariantCulture));

    private static string Describe(PriceHistory history, HistoryLookup lookup, PriceAdjustment adjustment) =>
        $"{history.Key}: {TerminalText.Count(history.Bars.Count, "bar")}{Form(adjustment)} from {TierName(lookup.Tier)}, "
        + $"as of {history.AsOf},"
        + string.Create(CultureInfo.InvariantCulture,
            $" fetched {history.FetchedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC from {history.Source}.")
        + (lookup.IsStale ? $" Stale: {lookup.Problem}" : "");

    private static string Form(PriceAdjustment adjustment) => adjustment switch
    {
        PriceAdjustment.None => " as traded",
        PriceAdjustment.Total => " adjusted for splits and dividends",
        _ => "",
    };

    private static string TierName(Tier tier) => tier switch { Tier.Memory => "memory", Tier.Store => "disk", _ => "the provider" };

    private static string NoPrices(PriceHistoryKey key, string source, IReadOnlyList<Listing> listings)
    {
        var isListed = listings.Any(listing => listing.Symbol == key.Symbol);
        var suggestion = isListed ? "" : Ticker.DidYouMean(key.Symbol, listings.Select(listing => listing.Symbol));
        return $"No prices for {key.Symbol}{suggestion} in the last {TerminalText.Count(key.Days, "day")}"
        + (key.Replay is { } day ? $" before {day:yyyy-MM-dd}" : "") + $" ({source}).";
    }
}
