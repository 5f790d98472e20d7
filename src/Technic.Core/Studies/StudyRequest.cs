using Technic.Core.Formulas.Library;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Studies;

/// <summary>A study: what followed when a formula was true, on every day and for every symbol of a market.</summary>
public sealed record StudyRequest
{
    /// <summary>The longest horizon, in sessions.</summary>
    public const int LongestHorizon = 504;

    /// <summary>The most horizons.</summary>
    public const int MostHorizons = 16;

    /// <summary>The longest horizon that a portfolio holds a signal, if there is a shorter one.</summary>
    private const int UsualSessions = 20;

    /// <summary>A scan that filters no row.</summary>
    public static ScanRequest EveryRow { get; } = new() { MinPrice = 0, MinDollarVolume = 0, MinBars = 1 };

    /// <summary>
    /// The condition and the filters of the signals. Those by type, sector, industry and exchange, and the symbols of its universe, make
    /// the
    /// universe of the study; the others select among the symbols of a day.
    /// </summary>
    public ScanRequest Scan { get; init; } = EveryRow;

    /// <summary>The first day of signals (New York date); <c>null</c> for the first day of the data.</summary>
    public DateOnly? From { get; init; }

    /// <summary>
    /// The last day of signals (New York date); <c>null</c> for the last day of the data. Later prices are used for returns.
    /// </summary>
    public DateOnly? To { get; init; }

    /// <summary>Sessions after the day of a signal, ascending.</summary>
    public IReadOnlyList<int> Horizons { get; init; } = [1, 5, 10, 20, 60];

    /// <summary>The price that a signal is bought at.</summary>
    public StudyEntry Entry { get; init; }

    /// <summary>The costs of a purchase or a sale, in basis points of its value.</summary>
    public double Costs { get; init; }

    /// <summary>Whether half the estimated spread of a symbol is a cost too.</summary>
    public bool Spread { get; init; }

    /// <summary>Whether returns contain dividends (<see cref="PriceAdjustment.Total"/>); formulas never see them.</summary>
    public PriceAdjustment Adjust { get; init; }

    /// <summary>The symbols of a day.</summary>
    public StudyUniverse Universe { get; init; }

    /// <summary>The change of the last price of a symbol that stops trading, as a fraction: 0 for none, −0.3 for a loss of 30 %.</summary>
    public double Delisting { get; init; }

    /// <summary>A formula that the symbols of a day are ordered by; <c>null</c> for none.</summary>
    public string? RankBy { get; init; }

    /// <summary>Rules that end a trade; <c>null</c> to study horizons only.</summary>
    public TradeRules? Trades { get; init; }

    /// <summary>Parts of the time that are shown side by side; <c>null</c> for none.</summary>
    public WalkForward? Parts { get; init; }

    /// <summary>The costs of a purchase or a sale, as a fraction of its value.</summary>
    internal double CostsOfSide => Costs / 10_000;

    /// <summary>
    /// The sessions that the portfolio holds a signal: the longest horizon up to 20 sessions, or the shortest one.
    /// </summary>
    internal int PortfolioSessions => Horizons.Where(sessions => sessions <= UsualSessions).DefaultIfEmpty(Horizons[0]).Max();

    /// <summary>The request with those of some named formulas that its formulas use; its own definitions come first.</summary>
    public StudyRequest WithNamed(FormulaDefinitions definitions) => this with
    {
        Scan = Scan with { Formulas = definitions.Complete(Scan.Formulas, [Scan.Where ?? "", Trades?.Exit ?? "", RankBy ?? ""]) },
    };

    /// <summary>The first day whose bars the formulas need; <c>null</c> for all bars.</summary>
    /// <exception cref="ScanRequestException">A formula is invalid.</exception>
    public DateOnly? FirstDayNeeded()
    {
        if (From is not { } from) return null;
        var days = Math.Max(WindowAdvice.DaysFor(StudyFormulas.Of(this).Formulas.BarsNeeded, from), RatingWindow.Days);
        return from.DayNumber > days ? from.AddDays(-days) : null;
    }

    /// <summary>Validates everything that does not need data.</summary>
    /// <param name="today">Today's date in New York.</param>
    /// <exception cref="ScanRequestException">The request is invalid; the message is one sentence.</exception>
    public void Validate(DateOnly today)
    {
        Scan.Validate(today);
        Require(Horizons.Count is >= 1 and <= MostHorizons, $"horizons must be 1 to {MostHorizons} numbers of sessions.");
        Require(
            Horizons.All(sessions => sessions is >= 1 and <= LongestHorizon),
            $"horizons must be between 1 and {LongestHorizon} sessions.");
        Require(Horizons.Zip(Horizons.Skip(1)).All(pair => pair.First < pair.Second), "horizons must be different and ascending.");
        Require(From is null || To is null || From <= To, $"from, {From:yyyy-MM-dd}, must not be after to, {To:yyyy-MM-dd}.");
        Require(From is null || From <= today, $"from must not be after today, {today:yyyy-MM-dd}, not {From:yyyy-MM-dd}.");
        Require(Costs is >= 0 and < 10_000, "costs must be 0 or more basis points, below 10,000.");
        Require(Adjust != PriceAdjustment.None, "adjust must be splits or total.");
        Require(Delisting is >= -1 and <= 1, $"delisting must be between -1 (-100 %) and 1, not {Delisting}.");
        Trades?.Validate();
    }

    internal static void Require(bool isValid, string complaint)
    {
        if (!isValid) throw new ScanRequestException(complaint);
    }
}

/// <summary>The price that a signal is bought at.</summary>
public enum StudyEntry
{
    /// <summary>The open of the next session.</summary>
    NextOpen,

    /// <summary>The close of the signal's day.</summary>
    Close,
}

/// <summary>The symbols of a day.</summary>
public enum StudyUniverse
{
    /// <summary>All symbols that traded on that day, those that were delisted later included.</summary>
    AsOf,

    /// <summary>Of these the symbols that trade on the last day of the data.</summary>
    Survivors,
}
