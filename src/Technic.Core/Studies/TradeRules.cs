namespace Technic.Core.Studies;

/// <summary>Rules that end a trade. The first one that applies ends it.</summary>
public sealed record TradeRules
{
    /// <summary>The longest time in sessions that a trade can last by its rules.</summary>
    public const int LongestHold = 2_520;

    /// <summary>A condition: where it is true at a close, the trade ends at the next open. <c>null</c> for none.</summary>
    public string? Exit { get; init; }

    /// <summary>The fall below the price paid at which the trade ends, as a fraction, e.g. 0.08; <c>null</c> for none.</summary>
    public double? Stop { get; init; }

    /// <summary>Whether the stop is that of the trade plan of the signal's day, if that is a plan to buy.</summary>
    public bool StopOfPlan { get; init; }

    /// <summary>The number of sessions after the day of the signal after which the trade ends at the close; <c>null</c> for none.</summary>
    public int? MaxHold { get; init; }

    /// <summary>The most trades at a time; <c>null</c> for any number.</summary>
    public int? Positions { get; init; }

    /// <summary>
    /// The money for all positions, in dollars: a trade is then at most 5 % of the symbol's mean dollar volume. <c>null</c> for trades of
    /// any size.
    /// </summary>
    public double? Capital { get; init; }

    /// <summary>Validates the rules.</summary>
    /// <exception cref="Scans.ScanRequestException">A rule is invalid; the message is one sentence.</exception>
    public void Validate()
    {
        StudyRequest.Require(Stop is null or (> 0 and < 1), $"stop must be above 0 and below 1 (100 %), not {Stop}.");
        StudyRequest.Require(MaxHold is null or (>= 1 and <= LongestHold), $"maxHold must be between 1 and {LongestHold} sessions.");
        StudyRequest.Require(Positions is null or >= 1, "positions must be 1 or more.");
        StudyRequest.Require(Capital is null or > 0, "capital must be above 0 dollars.");
        StudyRequest.Require(Capital is null || Positions is not null, "capital requires positions: it is divided by their number.");
    }
}
