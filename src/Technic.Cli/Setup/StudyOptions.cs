using System.CommandLine;
using System.Globalization;
using Technic.Cli.Output;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Studies;

namespace Technic.Cli.Setup;

/// <summary>The options of a study.</summary>
/// <param name="data">The option for the folder of the price store.</param>
internal sealed class StudyOptions(Option<string?> data)
{
    private const string PlanStop = "plan";

    private readonly FieldOptions _fields = FieldOptions.Study();
    private readonly FormulaFileOption _formulas = new(data);
    private readonly Option<string?> _preset = OptionFactory.Text(
        "--preset", "NAME", "Study a preset; see 'technic presets'. Explicit options override it.");

    private readonly Option<bool> _presets = new("--presets") 
    {
        Description = "Study all presets, and keep the figures in the price store: the pages show them with the presets.",
    };

    private readonly Option<DateOnly?> _from = OptionFactory.Date("--from", "First day of signals (default: the first day of the data).");
    private readonly Option<DateOnly?> _to = OptionFactory.Date("--to", "Last day of signals (default: the last day of the data).");

    private readonly Option<string?> _horizons = OptionFactory.Text(
        "--horizons", "N,N", "Sessions after the day of a signal.", "1,5,10,20,60");

    private readonly ChoiceOption<StudyEntry> _entry = new(
        "--entry", "entry", "Price of a purchase: the open of the next session, or the close of the day of the signal.",
        ("next-open", StudyEntry.NextOpen), ("close", StudyEntry.Close))
    {
        Default = "next-open",
    };

    private readonly Option<double> _costs = OptionFactory.Number(
        "--costs", "BP", 0, "Costs of a purchase or a sale, in basis points of its value.");

    private readonly Option<bool> _spread = new("--spread")
    {
        Description = "Add half the bid-ask spread of each symbol, estimated from its daily prices, to the costs.",
    };

    private readonly ChoiceOption<PriceAdjustment> _adjust = new(
        "--adjust", "adjustment", "Returns adjusted for splits, or for splits and dividends (total).",
        ("splits", PriceAdjustment.Splits), ("total", PriceAdjustment.Total))
    {
        Default = "splits",
    };

    private readonly Option<double?> _capital = OptionFactory.OptionalNumber(
        "--capital", "DOLLARS", "Trades: dollars of all --positions; each is at most 5 % of the symbol's mean dollar volume.");

    private readonly Option<string?> _delisting = OptionFactory.Text(
        "--delisting", "PERCENT", "Change of the last price of a symbol that stops trading, e.g. -30%.", "0%");

    private readonly Option<string?> _exit = OptionFactory.Text(
        "--exit", "CONDITION", "Trades: end at the open after a close where the condition is true.");

    private readonly Option<string?> _stop = OptionFactory.Text(
        "--stop", "PERCENT", "Trades: end at this fall below the price paid, e.g. 8%, or at the stop of the trade plan (plan).");

    private readonly Option<int?> _maxHold = OptionFactory.OptionalInteger("--max-hold", "Trades: end after so many sessions.");
    private readonly Option<int?> _positions = OptionFactory.OptionalInteger("--positions", "Trades: the most at a time.");

    private readonly Option<string?> _rankBy = OptionFactory.Text(
        "--rank-by", "FORMULA", "Order the symbols of a day by a formula: deciles and rank correlation; also the order of purchases.");

    private readonly Option<string?> _walkForward = OptionFactory.Text(
        "--walk-forward", "FIRST/STEP", "Show parts of the time side by side, e.g. 2y/6m.");

    private readonly Option<string[]> _grid = OptionFactory.TextList(
        "--grid", "NAME=N,N", "Study variants: a name in the formulas with several values, e.g. \"n=10,20,55\"; can be repeated.");

    private readonly Option<string[]> _compare = OptionFactory.TextList(
        "--compare", "CONDITION", "Study another condition beside the first; can be repeated.");

    public void AddTo(Command command)
    {
        _fields.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[
            _preset, _presets, _from, _to, _horizons, _entry, _costs, _spread, _adjust, _delisting, _exit, _stop, _maxHold,
            _positions, _capital, _rankBy, _walkForward, _grid, _compare])
            command.Add(option);
        _formulas.AddTo(command);
    }

    /// <summary>The studies of the command line, with the names of presets.</summary>
    /// <exception cref="UsageException">Options conflict or are invalid.</exception>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public IReadOnlyList<(string? Name, StudyRequest Request)> Read(ParseResult arguments, StudyUniverse universe, DateOnly today)
    {
        var changes = _fields.ExplicitChanges(arguments);
        var definitions = _formulas.Definitions(arguments);
        var request = Rules(arguments, universe);
        var studies = Presets(arguments).Select(preset => (preset?.Name, Request: request with { Scan = ScanOf(preset) })).ToList();
        foreach (var other in arguments.ExplicitValue(_compare) ?? [])
            studies.Add((null, request with { Scan = studies[0].Request.Scan with { Where = other } }));
        studies = [.. studies.Select(study => (study.Name, study.Request.WithNamed(definitions)))];
        if (arguments.ExplicitValue(_grid) is { } texts)
        {
            var grid = StudyGrid.Parse(texts);
            studies = [.. studies.SelectMany(study => grid.Of(study.Request).Select(variant => (study.Name, variant)))];
        }
        foreach (var (_, study) in studies) study.Validate(today);
        return studies;

        ScanRequest ScanOf(Preset? preset) => changes.ApplyTo(preset?.Changes.ApplyTo(StudyRequest.EveryRow) ?? StudyRequest.EveryRow);
    }

    /// <summary>Whether the studies are those of the presets as they are, whose figures are kept.</summary>
    public bool ArePresets(ParseResult arguments) =>
        arguments.GetValue(_presets) && arguments.ExplicitValue(_grid) is null && arguments.ExplicitValue(_compare) is null
            && !_fields.HasExplicitChanges(arguments);

    private IReadOnlyList<Preset?> Presets(ParseResult arguments)
    {
        var (name, all) = (arguments.GetValue(_preset), arguments.GetValue(_presets));
        if (name is not null && all) throw new UsageException("--preset cannot be combined with --presets.");
        if (all) return Core.Scans.Requests.Presets.BuiltIn.All;
        return [name is null ? null : Core.Scans.Requests.Presets.BuiltIn.Find(name)];
    }

    private StudyRequest Rules(ParseResult arguments, StudyUniverse universe)
    {
        var stop = arguments.GetValue(_stop);
        var rules = new TradeRules
        {
            Exit = arguments.GetValue(_exit), MaxHold = arguments.GetValue(_maxHold), Positions = arguments.GetValue(_positions),
            Capital = arguments.GetValue(_capital),
            Stop = stop is null or PlanStop ? null : Percent(stop, "--stop"), StopOfPlan = stop == PlanStop,
        };
        return new StudyRequest
        {
            From = arguments.GetValue(_from), To = arguments.GetValue(_to), Horizons = Horizons(arguments.GetValue(_horizons)!),
            Entry = _entry.Read(arguments), Costs = arguments.GetValue(_costs), Universe = universe,
            Spread = arguments.GetValue(_spread), Adjust = _adjust.Read(arguments),
            Delisting = Percent(arguments.GetValue(_delisting)!, "--delisting"), RankBy = arguments.GetValue(_rankBy),
            Trades = rules == new TradeRules() ? null : rules,
            Parts = arguments.GetValue(_walkForward) is { } walk ? WalkForward.Parse(walk) : null,
        };
    }

    private static int[] Horizons(string text) =>
    [
        .. text.Split(',').Select(part => int.TryParse(part, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var sessions)
            ? sessions
            : throw new UsageException($"Invalid value '{TerminalText.Shown(text)}' for --horizons: expected numbers, e.g. 1,5,20.")),
    ];

    private static double Percent(string text, string option) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && double.IsFinite(percent)
            ? percent / 100
            : throw new UsageException($"Invalid value '{TerminalText.Shown(text)}' for {option}: expected a percentage, e.g. 8%.");
}
