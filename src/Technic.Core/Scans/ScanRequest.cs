using System.Text.Json.Serialization;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Library;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans.Requests;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>
/// The symbols, filters, ranking and risk of a scan. Defaults are those of the command line. A property with
/// <see cref="RequestFieldAttribute"/> is a field of requests in JSON, in queries and on the command line; nothing else declares it.
/// </summary>
public sealed record ScanRequest
{
    /// <summary>The default window, in calendar days.</summary>
    public const int DefaultDays = RatingWindow.Days;

    /// <summary>The symbols to consider; <c>null</c> for all symbols of the source.</summary>
    public Universe? Universe { get; init; }

    /// <summary>
    /// Lists of the engine whose symbols are scanned, together with those of <see cref="Universe"/> if there is one; empty for none.
    /// </summary>
    [RequestField("Scan the symbols of lists, by name.", option: "--list", placeholder: "NAME")]
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>
    /// The maximum number of symbols to look up; <c>null</c> for no limit. The most traded ones are selected, by the dollar volume of the
    /// newest archived session; the others count as filtered.
    /// </summary>
    [RequestField("Maximum number of symbols: the most traded ones stay (default: no limit).", option: "--max-symbols", Minimum = 1)]
    public int? MaxSymbols { get; init; }

    /// <summary>Types of securities (<see cref="SecurityTypes"/>); a symbol with an unknown type passes. Empty for all.</summary>
    [RequestField(
        "Filter by type of security: CS, ADRC, ETF, PFD, …, or ALL (default: CS, ADRC and ETF).", option: "--types", placeholder: "TYPE")]
    public IReadOnlyList<string> Types { get; init; } = SecurityTypes.Usual;

    /// <summary>
    /// The window in calendar days, 1 … <see cref="PriceHistoryKey.MaxDays"/>. Ratings of daily bars use 400 days regardless of the window
    /// (<see cref="RatingWindow"/>); only if these need more requests than the window does a narrower one load no more than its own days.
    /// Then the ratings are provisional: <c>unrated</c> names the rules without a value.
    /// </summary>
    [RequestField(
        "Window in calendar days. Ratings use 400 days unless those need more requests than a narrower window.", option: "--days",
        Minimum = 1, Maximum = PriceHistoryKey.MaxDays)]
    public int Days { get; init; } = DefaultDays;

    [RequestField(
        "Bar size: one session (daily), or five minutes of regular hours (intraday) or of all hours (extended).", option: "--freq")]
    public Frequency Frequency { get; init; } = Frequency.Daily;

    /// <summary>The last day of the data (New York date); <c>null</c> for the present.</summary>
    [RequestField("Last day of the data (New York date), to replay the past (default: today).", option: "--as-of")]
    public DateOnly? AsOf { get; init; }

    /// <summary>The adjustment of earlier prices.</summary>
    [RequestField("Adjustment of earlier prices: splits, none (as traded), or total (splits and dividends).", option: "--adjust")]
    public PriceAdjustment Adjust { get; init; } = PriceAdjustment.Splits;

    /// <summary>Sectors, by GICS or Nasdaq names; empty for all.</summary>
    [RequestField("Filter by sector (GICS or Nasdaq names).", option: "--sector", placeholder: "NAME")]
    public IReadOnlyList<string> Sectors { get; init; } = [];

    /// <summary>Texts of which an industry's name must contain one; empty for all.</summary>
    [RequestField("Filter by text in the industry name.", option: "--industry", placeholder: "TEXT")]
    public IReadOnlyList<string> Industries { get; init; } = [];

    /// <summary>Exchanges, by name; empty for all.</summary>
    [RequestField("Filter by exchange, e.g. NASDAQ.", option: "--exchange", placeholder: "NAME")]
    public IReadOnlyList<string> Exchanges { get; init; } = [];

    [RequestField(
        "Minimum last close, in US dollars.", option: "--min-price", placeholder: "USD", Minimum = 0,
        Maximum = BarBounds.MaxAdjustedPrice)]
    public double MinPrice { get; init; } = 1;

    [RequestField(
        "Minimum average dollar volume of the last 20 bars, in US dollars.", option: "--min-dollar-volume", placeholder: "USD",
        Minimum = 0)]
    public double MinDollarVolume { get; init; } = 250_000;

    [RequestField("Minimum number of bars.", option: "--min-bars", Minimum = 1)]
    public int MinBars { get; init; } = 20;

    /// <summary>
    /// The maximum number of sessions of the market since a row's last bar; 0 for current rows only. Older rows have no trade plan.
    /// </summary>
    [RequestField(
        "Maximum age of the last bar, in sessions; 0 for current rows only.", option: "--max-age", placeholder: "SESSIONS", Minimum = 0)]
    public int MaxAge { get; init; }

    /// <summary>The minimum rating, −100 … 100; <c>null</c> for any.</summary>
    [RequestField("Minimum rating, -100 to 100.", option: "--min-rating", placeholder: "-100..100", Minimum = -100, Maximum = 100)]
    public double? MinRating { get; init; }

    /// <summary>Signals; empty for all.</summary>
    [RequestField("Filter by signal.", option: "--signal", placeholder: "NAME")]
    public IReadOnlyList<Signal> Signals { get; init; } = [];

    [RequestField("Whether to include short signals.", option: "--no-shorts", optionMeaning: "Exclude short signals.")]
    public bool AllowShorts { get; init; } = true;

    /// <summary>The condition for rows (<see cref="WhereCondition"/>); <c>null</c> for none.</summary>
    [RequestField(
        "Filter by a condition, e.g. rsi14 < 30 and close crosses above sma(200).", option: "--where", placeholder: "CONDITION",
        optionMeaning: "Filter by a condition, e.g. \"rsi14 < 35 and close crosses above sma(50) within 3\".")]
    public string? Where { get; init; }

    /// <summary>Own columns, each as <c>NAME: FORMULA</c>; empty for none.</summary>
    [RequestField(
        "Additional columns, each as NAME: FORMULA, e.g. strength: rank(roc(126)).", option: "--column", placeholder: "NAME: FORMULA",
        optionMeaning: "Additional column, e.g. \"strength: rank(roc(126))\".")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Named formulas that the others can use, <c>let NAME = FORMULA; …</c>; empty for none.</summary>
    [RequestField("Named formulas for use in the others: let NAME = FORMULA; …")]
    public string Formulas { get; init; } = "";

    /// <summary>The sort column (<see cref="ScanColumns"/>), or a formula.</summary>
    [RequestField(
        "Sort column, or a formula.", option: "--sort", placeholder: "COLUMN",
        optionMeaning: "Sort column, or a formula; see 'technic columns' and 'technic formulas'.")]
    public string Sort { get; init; } = "rating";

    [RequestField("Whether to sort in ascending order.", option: "--ascending", optionMeaning: "Sort in ascending order.")]
    public bool Ascending { get; init; }

    [RequestField(
        "Number of rows to return; 0 for all.", option: "--top", optionMeaning: "Number of rows to show; 0 for all.", Minimum = 0)]
    public int Top { get; init; } = 50;

    /// <summary>The maximum number of returned rows per sector; <c>null</c> for no limit.</summary>
    [RequestField("Maximum number of rows per sector.", option: "--max-per-sector", Minimum = 1)]
    public int? MaxPerSector { get; init; }

    /// <summary>The account for trade plans.</summary>
    public RiskBudget Risk { get; init; } = new();

    /// <inheritdoc cref="RiskBudget.Account"/>
    [JsonIgnore, RequestField(
        "Account size for trade plans, in US dollars.", option: "--account", placeholder: "USD", Above = 0,
        Maximum = RiskBudget.MaxAccount)]
    public double Account
    {
        get => Risk.Account;
        init => Risk = Risk with { Account = value };
    }

    /// <inheritdoc cref="RiskBudget.RiskPercent"/>
    [JsonIgnore, RequestField(
        "Risk per trade, in percent of the account.", option: "--risk", placeholder: "PERCENT", Above = 0, Maximum = 100)]
    public double RiskPercent
    {
        get => Risk.RiskPercent;
        init => Risk = Risk with { RiskPercent = value };
    }

    /// <inheritdoc cref="RiskBudget.RewardRatio"/>
    [JsonIgnore, RequestField(
        "Reward-to-risk ratio of a trade's target.", option: "--reward", placeholder: "RATIO", Above = 0,
        Maximum = RiskBudget.MaxRewardRatio)]
    public double RewardRatio
    {
        get => Risk.RewardRatio;
        init => Risk = Risk with { RewardRatio = value };
    }

    /// <summary>The kind of trade plans.</summary>
    [RequestField(
        "Kind of trade plan: by the signal, or for a breakout, breakdown, pullback, rebound or fade.", option: "--plan-style",
        placeholder: "STYLE")]
    public PlanStyle Plan { get; init; }

    /// <summary>Whether rows are sent while the scan runs (<see cref="ScanRows"/>); the result always contains the best ones.</summary>
    [RequestField("Whether a stream sends rows while the scan runs. The result always contains the best rows.", isSaved: false)]
    public bool StreamRows { get; init; } = true;

    /// <summary>Whether the scan ends with its plan (<see cref="ScanPlanned"/>), without price requests.</summary>
    [RequestField("Whether a stream ends after the plan, without price requests.", isSaved: false)]
    public bool PlanOnly { get; init; }

    /// <summary>
    /// Symbols for which the result says why they are not among its rows (<see cref="ScanResult.Reasons"/>). Not a field of requests: the
    /// checks of watches set it.
    /// </summary>
    public IReadOnlyList<Symbol> ReasonsFor { get; init; } = [];

    /// <summary>
    /// The functions and the score that the request is read with. Not a field of requests: an engine sets its own
    /// (<see cref="ScanMethods"/>).
    /// </summary>
    [JsonIgnore]
    public ScanMethods Methods { get; init; } = ScanMethods.BuiltIn;

    /// <summary>Whether it scans the usual types of securities.</summary>
    [JsonIgnore]
    internal bool HasUsualTypes => SecurityTypes.Usual.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(Types);

    /// <summary>What the names of its formulas can mean.</summary>
    /// <exception cref="FormulaException">Its named formulas are invalid.</exception>
    [JsonIgnore]
    internal FormulaVocabulary Vocabulary => ScanColumns.Vocabulary with
    {
        Functions = Methods.Functions,
        Library = Formulas.Length == 0 ? FormulaLibrary.BuiltIn : FormulaLibrary.BuiltIn.With(Formulas),
    };

    /// <summary>The trade plan of a row; <c>null</c> when it has none, or a short one and shorts are not allowed.</summary>
    public TradePlan? PlanOf(ScanRow row) =>
        TradePlanner.Plan(row, Risk, Plan) is { } plan && (AllowShorts || plan.Direction == TradeDirection.Long) ? plan : null;

    /// <summary>The key of a symbol in this scan.</summary>
    public PriceHistoryKey KeyOf(Symbol symbol) => new(symbol, Days, Frequency, AsOf);

    /// <summary>
    /// The request with those of some named formulas that its formulas use. Its own definitions come first, so that it can be saved and
    /// sent elsewhere.
    /// </summary>
    public ScanRequest WithNamed(FormulaDefinitions definitions) =>
        this with { Formulas = definitions.Complete(Formulas, [Where ?? "", Sort, .. Columns]) };

    /// <summary>Validates everything that does not need data.</summary>
    /// <param name="today">Today's date in New York, which an as-of day must not be after.</param>
    /// <exception cref="ScanRequestException">The request is invalid; the message is one sentence and lists the valid values.</exception>
    public void Validate(DateOnly today)
    {
        Require(PriceHistoryKey.ComplainAboutDays(Days));
        Require(MaxSymbols is null or >= 1 ? null : $"maxSymbols must be at least 1, not {MaxSymbols}.");
        Require(Top >= 0 ? null : $"top must be 0 (all rows) or more, not {Top}.");
        Require(MinBars >= 1 ? null : $"minBars must be at least 1, not {MinBars}.");
        Require(MaxAge >= 0 ? null : $"maxAge must be 0 or more sessions, not {MaxAge}.");
        Require(MinPrice is >= 0 and <= BarBounds.MaxAdjustedPrice ? null : $"minPrice must be 0 or more US dollars, not {MinPrice}.");
        Require(
            MinDollarVolume is >= 0 and < double.PositiveInfinity
                ? null
                : $"minDollarVolume must be 0 or more US dollars, not {MinDollarVolume}.");
        Require(MinRating is null or (>= -100 and <= 100) ? null : $"minRating must be between -100 and 100, not {MinRating}.");
        Require(MaxPerSector is null or >= 1 ? null : $"maxPerSector must be at least 1, not {MaxPerSector}.");
        Require(AsOf is { } day && (day > today || day < ExchangeCalendar.FirstDay)
            ? $"asOf must be a day from 1990-01-01 to today, {today:yyyy-MM-dd}, not {day:yyyy-MM-dd}." : null);
        Require(Risk.Complaint());
        ScanFormulas.Of(this);
        foreach (var list in Lists) Require(SavedName.Complaint(SymbolList.Kind, list));
        foreach (var type in Types) Require(SecurityTypes.Complaint(type));
        foreach (var sector in Sectors) Require(Market.Sectors.Complaint(sector));
    }

    private static void Require(string? complaint)
    {
        if (complaint is not null) throw new ScanRequestException(complaint);
    }
}

/// <summary>An invalid request. The message is one sentence for people.</summary>
public sealed class ScanRequestException(string message) : Exception(message);
