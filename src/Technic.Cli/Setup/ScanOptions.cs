using System.CommandLine;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options that make a <see cref="ScanRequest"/>.</summary>
internal sealed class ScanOptions
{
    private static readonly ScanRequest Defaults = new();
    private static readonly string SignalWords = string.Join(", ", Signals.All.Select(Signals.Name));

    private readonly WindowOptions _window = new();
    private readonly Option<int> _maxSymbols = NewOption.Whole("--max-symbols", Defaults.MaxSymbols, "The most symbols to look up.");
    private readonly Option<string[]> _sectors = NewOption.Texts("--sector", "NAME", "Keep a sector, by its GICS or Nasdaq name; may be repeated.");
    private readonly Option<string[]> _industries = NewOption.Texts(
        "--industry", "TEXT", "Keep industries whose name contains a text; may be repeated.");
    private readonly Option<string[]> _exchanges = NewOption.Texts("--exchange", "NAME", "Keep an exchange, e.g. NASDAQ; may be repeated.");
    private readonly Option<double> _minPrice = NewOption.Number("--min-price", "USD", Defaults.MinPrice, "The lowest last close.");
    private readonly Option<double> _minDollarVolume = NewOption.Number(
        "--min-dollar-volume", "USD", Defaults.MinDollarVolume, "The lowest mean dollar volume of the last 20 bars.");
    private readonly Option<int> _minBars = NewOption.Whole("--min-bars", Defaults.MinBars, "The fewest bars a symbol is ranked with.");
    private readonly Option<double?> _minRating = NewOption.NumberOrNone("--min-rating", "-100..100", "The lowest rating.");
    private readonly Option<string[]> _signals = NewOption.Texts(
        "--signal", "NAME", $"Keep a signal ({SignalWords}); may be repeated.");
    private readonly Option<bool> _noShorts = new("--no-shorts") { Description = "Leave short signals out." };
    private readonly Option<string?> _where = NewOption.Text(
        "--where", "CONDITION", "Keep rows that meet a condition of columns, e.g. \"rsi14 < 35 and sector in ('Energy', 'Materials')\".");
    private readonly Option<string> _sort = new("--sort")
    {
        Description = "The column to rank by; 'technic columns' lists them.",
        HelpName = "COLUMN",
        DefaultValueFactory = _ => Defaults.Sort,
    };
    private readonly Option<bool> _ascending = new("--ascending") { Description = "Rank the lowest value first." };
    private readonly Option<int> _top = NewOption.Whole("--top", Defaults.Top, "How many rows to show; 0 for all.");
    private readonly Option<int?> _maxPerSector = NewOption.WholeOrNone("--max-per-sector", "The most rows of one sector among those shown.");
    private readonly Option<double> _account = NewOption.Number("--account", "USD", Defaults.Risk.Account, "The account that trade plans are made for.");
    private readonly Option<double> _risk = NewOption.Number(
        "--risk", "PERCENT", Defaults.Risk.RiskPercent, "The part of the account that one trade may lose.");
    private readonly Option<double> _reward = NewOption.Number(
        "--reward", "RATIO", Defaults.Risk.RewardRatio, "A trade's target, in multiples of its possible loss.");

    public void AddTo(Command command)
    {
        _window.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)
        [
            _maxSymbols, _sectors, _industries, _exchanges, _minPrice, _minDollarVolume, _minBars, _minRating, _signals, _noShorts, _where,
            _sort, _ascending, _top, _maxPerSector, _account, _risk, _reward,
        ]) command.Add(option);
    }

    /// <summary>What the command line itself says.</summary>
    /// <exception cref="UsageException">There is no such signal.</exception>
    public RequestChanges Said(ParseResult arguments) => _window.Said(arguments) with
    {
        MaxSymbols = arguments.Said(_maxSymbols),
        Sectors = arguments.Said(_sectors),
        Industries = arguments.Said(_industries),
        Exchanges = arguments.Said(_exchanges),
        MinPrice = arguments.Said(_minPrice),
        MinDollarVolume = arguments.Said(_minDollarVolume),
        MinBars = arguments.Said(_minBars),
        MinRating = arguments.GetValue(_minRating),
        Signals = arguments.Said(_signals) is { } signals ? [.. signals.Select(ParseSignal)] : null,
        AllowShorts = arguments.GetValue(_noShorts) ? false : null,
        Where = arguments.GetValue(_where),
        Sort = arguments.IsSaid(_sort) ? arguments.GetValue(_sort) : null,
        Ascending = arguments.Said(_ascending),
        Top = arguments.Said(_top),
        MaxPerSector = arguments.GetValue(_maxPerSector),
        Account = arguments.Said(_account),
        RiskPercent = arguments.Said(_risk),
        RewardRatio = arguments.Said(_reward),
    };

    private static Signal ParseSignal(string word) =>
        Signals.TryParse(word, out var signal) ? signal : throw new UsageException(Signals.Complaint(word)!);
}
