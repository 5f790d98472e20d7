using System.CommandLine;
using Technic.Core.Scanning;
using Technic.Core.Scanning.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options of a <see cref="ScanRequest"/>.</summary>
internal sealed class ScanOptions
{
    private static readonly ScanRequest Defaults = new();
    private static readonly string SignalNames = string.Join(", ", Signals.All.Select(Signals.Name));

    private readonly WindowOptions _window = new();
    private readonly Option<int> _maxSymbols = OptionFactory.Integer("--max-symbols", Defaults.MaxSymbols, "Maximum number of symbols.");
    private readonly Option<string[]> _sectors = OptionFactory.TextList(
        "--sector", "NAME", "Filter by sector (GICS or Nasdaq name); can be repeated.");
    private readonly Option<string[]> _industries = OptionFactory.TextList(
        "--industry", "TEXT", "Filter by text in the industry name; can be repeated.");
    private readonly Option<string[]> _exchanges = OptionFactory.TextList(
        "--exchange", "NAME", "Filter by exchange, e.g. NASDAQ; can be repeated.");
    private readonly Option<double> _minPrice = OptionFactory.Number("--min-price", "USD", Defaults.MinPrice, "Minimum last close.");
    private readonly Option<double> _minDollarVolume = OptionFactory.Number(
        "--min-dollar-volume", "USD", Defaults.MinDollarVolume, "Minimum average dollar volume of the last 20 bars.");
    private readonly Option<int> _minBars = OptionFactory.Integer("--min-bars", Defaults.MinBars, "Minimum number of bars.");
    private readonly Option<double?> _minRating = OptionFactory.OptionalNumber("--min-rating", "-100..100", "Minimum rating.");
    private readonly Option<string[]> _signals = OptionFactory.TextList(
        "--signal", "NAME", $"Filter by signal ({SignalNames}); can be repeated.");
    private readonly Option<bool> _noShorts = new("--no-shorts") { Description = "Exclude short signals." };
    private readonly Option<string?> _where = OptionFactory.Text(
        "--where", "CONDITION", "Filter by a condition on columns, e.g. \"rsi14 < 35 and sector in ('Energy', 'Materials')\".");
    private readonly Option<string> _sort = new("--sort")
    {
        Description = "Sort column; see 'technic columns'.",
        HelpName = "COLUMN",
        DefaultValueFactory = _ => Defaults.Sort,
    };
    private readonly Option<bool> _ascending = new("--ascending") { Description = "Sort in ascending order." };
    private readonly Option<int> _top = OptionFactory.Integer("--top", Defaults.Top, "Number of rows to show; 0 for all.");
    private readonly Option<int?> _maxPerSector = OptionFactory.OptionalInteger("--max-per-sector", "Maximum number of rows per sector.");
    private readonly Option<double> _account = OptionFactory.Number(
        "--account", "USD", Defaults.Risk.Account, "Account size for trade plans.");
    private readonly Option<double> _risk = OptionFactory.Number(
        "--risk", "PERCENT", Defaults.Risk.RiskPercent, "Risk per trade, in percent of the account.");
    private readonly Option<double> _reward = OptionFactory.Number(
        "--reward", "RATIO", Defaults.Risk.RewardRatio, "Reward-to-risk ratio of a trade's target.");

    public void AddTo(Command command)
    {
        _window.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)
        [
            _maxSymbols, _sectors, _industries, _exchanges, _minPrice, _minDollarVolume, _minBars, _minRating, _signals, _noShorts, _where,
            _sort, _ascending, _top, _maxPerSector, _account, _risk, _reward,
        ]) command.Add(option);
    }

    /// <summary>Returns the options that are on the command line.</summary>
    /// <exception cref="UsageException">Unknown signal.</exception>
    public RequestChanges ExplicitChanges(ParseResult arguments) => _window.ExplicitChanges(arguments) with
    {
        MaxSymbols = arguments.ExplicitValue(_maxSymbols),
        Sectors = arguments.ExplicitValue(_sectors),
        Industries = arguments.ExplicitValue(_industries),
        Exchanges = arguments.ExplicitValue(_exchanges),
        MinPrice = arguments.ExplicitValue(_minPrice),
        MinDollarVolume = arguments.ExplicitValue(_minDollarVolume),
        MinBars = arguments.ExplicitValue(_minBars),
        MinRating = arguments.GetValue(_minRating),
        Signals = arguments.ExplicitValue(_signals) is { } signals ? [.. signals.Select(ParseSignal)] : null,
        AllowShorts = arguments.GetValue(_noShorts) ? false : null,
        Where = arguments.GetValue(_where),
        Sort = arguments.IsExplicit(_sort) ? arguments.GetValue(_sort) : null,
        Ascending = arguments.ExplicitValue(_ascending),
        Top = arguments.ExplicitValue(_top),
        MaxPerSector = arguments.GetValue(_maxPerSector),
        Account = arguments.ExplicitValue(_account),
        RiskPercent = arguments.ExplicitValue(_risk),
        RewardRatio = arguments.ExplicitValue(_reward),
    };

    private static Signal ParseSignal(string name) =>
        Signals.TryParse(name, out var signal) ? signal : throw new UsageException(Signals.Complaint(name)!);
}
