using Technic.Core.Formulas;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>What to scan, what to leave out, how to rank and how much to risk. Defaults are those of the command line.</summary>
public sealed record ScanRequest
{
    /// <summary>The symbols to consider; <c>null</c> for every symbol the source lists.</summary>
    public Universe? Universe { get; init; }

    /// <summary>The most symbols to look up; those beyond it count as filtered.</summary>
    public int MaxSymbols { get; init; } = 6_000;

    /// <summary>The window in calendar days, 1 … <see cref="PriceHistoryKey.MaxDays"/>.</summary>
    public int Days { get; init; } = 150;

    public Frequency Frequency { get; init; } = Frequency.Daily;

    /// <summary>The last day the scan may see (New York date); <c>null</c> for the present.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Sectors to keep, in GICS or Nasdaq words; empty keeps all.</summary>
    public IReadOnlyList<string> Sectors { get; init; } = [];

    /// <summary>Texts of which an industry's name must contain one; empty keeps all.</summary>
    public IReadOnlyList<string> Industries { get; init; } = [];

    /// <summary>Exchanges to keep, by name; empty keeps all.</summary>
    public IReadOnlyList<string> Exchanges { get; init; } = [];

    /// <summary>The lowest last close, in US dollars.</summary>
    public double MinPrice { get; init; } = 1;

    /// <summary>The lowest mean dollar volume of the last 20 bars, in US dollars a bar.</summary>
    public double MinDollarVolume { get; init; } = 250_000;

    /// <summary>The fewest bars a row is trusted with.</summary>
    public int MinBars { get; init; } = 20;

    /// <summary>The lowest rating, −100 … 100; <c>null</c> for any.</summary>
    public double? MinRating { get; init; }

    /// <summary>Signals to keep; empty keeps all.</summary>
    public IReadOnlyList<Signal> Signals { get; init; } = [];

    /// <summary>Whether short signals are kept.</summary>
    public bool AllowShorts { get; init; } = true;

    /// <summary>The condition a row must meet (<see cref="WhereCondition"/>); <c>null</c> for none.</summary>
    public string? Where { get; init; }

    /// <summary>The column to rank by (<see cref="ScanColumns"/>).</summary>
    public string Sort { get; init; } = "rating";

    /// <summary>Whether the lowest value ranks first.</summary>
    public bool Ascending { get; init; }

    /// <summary>How many of the ranked rows to give back; 0 for all.</summary>
    public int Top { get; init; } = 50;

    /// <summary>The most rows of one sector among those given back; <c>null</c> for any number.</summary>
    public int? MaxPerSector { get; init; }

    /// <summary>The account that trade plans are made for.</summary>
    public RiskBudget Risk { get; init; } = new();

    /// <summary>Whether rows are told of while the scan runs (<see cref="ScanRows"/>); the result has the best ones in any case.</summary>
    public bool StreamRows { get; init; } = true;

    /// <summary>Whether the scan ends with its plan (<see cref="ScanPlanned"/>), before the provider is asked for any prices.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>The key of a symbol in this scan.</summary>
    public PriceHistoryKey KeyOf(Symbol symbol) => new(symbol, Days, Frequency, AsOf);

    /// <summary>Checks everything that can be checked without data.</summary>
    /// <param name="today">Today's date in New York, which an as-of day must not be after.</param>
    /// <exception cref="ScanRequestException">Something cannot be done as asked; the message is one sentence and lists what exists.</exception>
    public void Validate(DateOnly today)
    {
        Require(PriceHistoryKey.ComplainAboutDays(Days));
        Require(MaxSymbols >= 1 ? null : $"{MaxSymbols} is no number of symbols: at least 1 is needed.");
        Require(Top >= 0 ? null : $"{Top} is no number of rows: 0 gives all, a positive number the best.");
        Require(MinBars >= 1 ? null : $"{MinBars} is no number of bars: at least 1 is needed.");
        Require(MinPrice is >= 0 and <= BarSeriesBuilder.MaxPrice ? null : $"{MinPrice} is no price: 0 or more US dollars are possible.");
        Require(MinDollarVolume is >= 0 and < double.PositiveInfinity ? null : $"{MinDollarVolume} is no dollar volume: 0 or more US dollars are possible.");
        Require(MinRating is null or (>= -100 and <= 100) ? null : $"{MinRating} is no rating: -100 to 100 are possible.");
        Require(MaxPerSector is null or >= 1 ? null : $"{MaxPerSector} is no number of rows a sector: at least 1 is needed.");
        Require(AsOf is { } day && (day > today || day < ExchangeCalendar.FirstDay)
            ? $"{day:yyyy-MM-dd} is no day to scan as of: 1990-01-01 to today, {today:yyyy-MM-dd}, are possible." : null);
        Require(Risk.Complaint());
        Require(ScanColumns.TryFind(Sort, out _) ? null : ScanColumns.Complaint(Sort));
        if (Where is not null) WhereCondition.Compile(Where);
        foreach (var sector in Sectors) Require(Market.Sectors.Complaint(sector));
    }

    private static void Require(string? complaint)
    {
        if (complaint is not null) throw new ScanRequestException(complaint);
    }
}

/// <summary>A request that cannot be carried out as asked. The message is one sentence for a person.</summary>
public sealed class ScanRequestException(string message) : Exception(message);
