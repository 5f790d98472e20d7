using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>What a study found.</summary>
public sealed record StudyResult
{
    /// <summary>The study.</summary>
    public required StudyRequest Request { get; init; }

    /// <summary>The condition of a signal, with the filters.</summary>
    public required string Formula { get; init; }

    /// <summary>The first session that was looked at.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last session that was looked at.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The sessions from the first to the last one.</summary>
    public required int Sessions { get; init; }

    /// <summary>Whether only symbols were looked at that trade on the last day of the data.</summary>
    public required bool SurvivorsOnly { get; init; }

    /// <summary>The symbols of the universe.</summary>
    public required int UniverseSymbols { get; init; }

    /// <summary>All signals.</summary>
    public required int Signals { get; init; }

    /// <summary>The days with a signal.</summary>
    public required int Days { get; init; }

    /// <summary>The symbols with a signal.</summary>
    public required int Symbols { get; init; }

    /// <summary>The signals that could not be bought, because the symbol did not trade in the next session.</summary>
    public required int NotBought { get; init; }

    /// <summary>What followed, by horizon.</summary>
    public required IReadOnlyList<HorizonResult> Horizons { get; init; }

    /// <summary>What followed, by the year of the signal.</summary>
    public required IReadOnlyList<StudyPart> ByYear { get; init; }

    /// <summary>What followed, by sector; empty if no sector is known.</summary>
    public required IReadOnlyList<StudyPart> BySector { get; init; }

    /// <summary>What followed, by the state of the market on the day of the signal (<see cref="MarketIndexRegime"/>).</summary>
    public required IReadOnlyList<StudyPart> ByRegime { get; init; }

    /// <summary>What followed, by the mean dollar volume of the symbol on the day of the signal.</summary>
    public required IReadOnlyList<StudyPart> BySize { get; init; }

    /// <summary>An interval of the mean excess of each horizon, from drawing the days again (<see cref="DayBootstrap"/>).</summary>
    public required IReadOnlyList<(double Low, double High)> Bootstrap { get; init; }

    /// <summary>How the returns of each horizon are distributed.</summary>
    public required IReadOnlyList<ReturnDistribution> Distributions { get; init; }

    /// <summary>Half the mean estimated spread of the signals' symbols, as a fraction of the price; NaN if it is not a cost.</summary>
    public required double HalfSpread { get; init; }

    /// <summary>The parts of a walk forward; empty without one.</summary>
    public IReadOnlyList<StudyPart> Parts { get; init; } = [];

    /// <summary>The excess in each session after a signal.</summary>
    public required IReadOnlyList<DecayPoint> Decay { get; init; }

    /// <summary>The portfolio of the signals.</summary>
    public required PortfolioResult Portfolio { get; init; }

    /// <summary>The trades by rules; <c>null</c> without rules.</summary>
    public TradeResult? Trades { get; init; }

    /// <summary>The quantiles of the formula that orders the symbols; <c>null</c> without one.</summary>
    public RankResult? Ranks { get; init; }

    /// <summary>The deflated Sharpe ratio of the portfolio, 0 … 1; NaN if there is none.</summary>
    public double DeflatedSharpe { get; init; } = double.NaN;

    /// <summary>The number of variants that were studied on these data, this one included.</summary>
    public int Variants { get; init; } = 1;

    /// <summary>What limits the figures, one sentence each; the most important one first.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Every signal with its returns; empty if they were not kept (<see cref="HasEvents"/>).</summary>
    public required IEnumerable<StudyEvent> Events { get; init; }

    /// <summary>Whether <see cref="Events"/> are those of the study: a stored one with too many signals has none.</summary>
    public bool HasEvents { get; init; } = true;

    /// <summary>The Sharpe ratio of one session of the portfolio; NaN if there is none.</summary>
    public double SessionSharpe => Studies.DeflatedSharpe.SharpeOf(Portfolio.Returns);

    /// <summary>The result with what other variants on the same data make of it.</summary>
    /// <param name="others">The Sharpe ratios of one session of the other variants.</param>
    public StudyResult With(IReadOnlyList<double> others) => this with
    {
        Variants = others.Count + 1,
        DeflatedSharpe = Studies.DeflatedSharpe.Of(Portfolio.Returns, [.. others, SessionSharpe]),
    };
}

/// <summary>What followed the signals of a part: a year, a sector, a span of time.</summary>
/// <param name="Name">The year, the sector, or the span.</param>
/// <param name="Signals">The signals.</param>
/// <param name="Days">The days with a signal.</param>
/// <param name="Horizons">What followed.</param>
public sealed record StudyPart(string Name, int Signals, int Days, IReadOnlyList<HorizonResult> Horizons);

/// <summary>One signal.</summary>
/// <param name="Day">The day of the signal (New York date).</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="EntryPrice">The price paid, adjusted for all splits of the data; NaN if it was not bought.</param>
/// <param name="Returns">The return of each horizon; NaN if it is not full.</param>
/// <param name="Excess">The return minus that of the universe.</param>
public sealed record StudyEvent(
    DateOnly Day, Symbol Symbol, double EntryPrice, IReadOnlyList<double> Returns, IReadOnlyList<double> Excess);
