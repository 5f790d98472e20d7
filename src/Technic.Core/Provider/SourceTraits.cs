namespace Technic.Core.Provider;

/// <summary>What a source can do, and what its prices are: for people who choose one, or judge its results.</summary>
/// <param name="Adjustment">What its prices are adjusted for, e.g. <c>splits</c>, <c>splits and dividends</c>.</param>
/// <param name="Delay">When a session is available, e.g. <c>after the close</c>.</param>
/// <param name="Coverage">The markets and symbols.</param>
public sealed record SourceTraits(string Adjustment, string Delay, string Coverage)
{
    /// <summary>Whether a request returns a whole session of the market (<see cref="IMarketDaySource"/>).</summary>
    public bool HasMarketDays { get; init; }

    /// <summary>Whether it has intraday bars.</summary>
    public bool HasIntraday { get; init; }

    /// <summary>Whether it has symbols that no longer trade.</summary>
    public bool HasDelisted { get; init; }

    /// <summary>The traits as one sentence, for the user.</summary>
    public string Sentence =>
        $"Adjusted for {Adjustment}; available {Delay}; {Coverage}; {(HasMarketDays ? "whole market days" : "one symbol a request")}; "
        + $"{(HasIntraday ? "daily and intraday bars" : "daily bars")}; {(HasDelisted ? "with" : "without")} delisted symbols.";
}
