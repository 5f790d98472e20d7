using System.CommandLine;
using Technic.Core.MarketData;
using Technic.Core.Scanning;

namespace Technic.Cli.Setup;

/// <summary>The options that make a <see cref="ScanRequest"/>.</summary>
internal sealed class ScanOptions
{
    private static readonly ScanRequest Defaults = new();
    private static readonly string[] SignalWords = [.. Enum.GetValues<Signal>().OrderDescending().Select(signal => signal.ToString())];

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
        "--signal", "NAME", $"Keep a signal ({string.Join(", ", SignalWords)}); may be repeated.");
    private readonly Option<bool> _noShorts = new("--no-shorts") { Description = "Leave short signals out." };
    private readonly Option<string?> _where = NewOption.Text(
        "--where", "CONDITION", "Keep rows that meet a condition of columns, e.g. \"rsi14 < 35 and close > sma50\".");
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
            _maxSymbols, _sectors, _industries, _exchanges, _minPrice, _minDollarVolume, _minBars, _minRating, _signals, _noShorts,
            _where, _sort, _ascending, _top, _maxPerSector, _account, _risk, _reward,
        ]) command.Add(option);
    }

    /// <summary>The request, without the symbols it is for.</summary>
    /// <exception cref="UsageException">There is no such signal.</exception>
    /// <exception cref="ScanRequestException">The request cannot be carried out as asked.</exception>
    public ScanRequest Read(ParseResult arguments, TimeProvider time)
    {
        var (days, frequency, asOf) = _window.Read(arguments);
        var request = new ScanRequest
        {
            Days = days,
            Frequency = frequency,
            AsOf = asOf,
            MaxSymbols = arguments.GetValue(_maxSymbols),
            Sectors = arguments.GetValue(_sectors) ?? [],
            Industries = arguments.GetValue(_industries) ?? [],
            Exchanges = arguments.GetValue(_exchanges) ?? [],
            MinPrice = arguments.GetValue(_minPrice),
            MinDollarVolume = arguments.GetValue(_minDollarVolume),
            MinBars = arguments.GetValue(_minBars),
            MinRating = arguments.GetValue(_minRating),
            Signals = [.. (arguments.GetValue(_signals) ?? []).Select(ParseSignal)],
            AllowShorts = !arguments.GetValue(_noShorts),
            Where = arguments.GetValue(_where),
            Sort = arguments.GetValue(_sort)!,
            Ascending = arguments.GetValue(_ascending),
            Top = arguments.GetValue(_top),
            MaxPerSector = arguments.GetValue(_maxPerSector),
            Risk = new RiskBudget(arguments.GetValue(_account), arguments.GetValue(_risk), arguments.GetValue(_reward)),
            StreamRows = false,
        };
        request.Validate(NewYork.Date(time.GetUtcNow()));
        return request;
    }

    private static Signal ParseSignal(string word)
    {
        // Not Enum.TryParse: it would take numbers and lists.
        var name = word.Replace("-", "", StringComparison.Ordinal);
        if (!SignalWords.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new UsageException(WordOption<Signal>.Complaint(word, "signal", SignalWords));
        return Enum.Parse<Signal>(name, ignoreCase: true);
    }
}
