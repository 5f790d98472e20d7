using Technic.Core.Market;

namespace Technic.Core.Provider.Synthetic;

/// <summary>What stays the same about one stock of a synthetic market. Days are numbered as in <see cref="Weekdays"/>.</summary>
internal sealed record SyntheticTraits
{
    /// <summary>What the market's listings say of it.</summary>
    public required Listing Listing { get; init; }

    /// <summary>The sector it moves with, by its place in <see cref="Sectors.All"/>, whatever its listing says.</summary>
    public required int Sector { get; init; }

    public required double MarketBeta { get; init; }

    public required double SectorBeta { get; init; }

    /// <summary>The ordinary standard deviation of its own daily return.</summary>
    public required double Deviation { get; init; }

    /// <summary>The logarithm of its price, in US dollars, around which it moves on the anchor day.</summary>
    public required double LogBase { get; init; }

    /// <summary>Shares traded on an ordinary day around the anchor day.</summary>
    public required double Shares { get; init; }

    /// <summary>The first day it may trade.</summary>
    public int FirstDay { get; init; } = int.MinValue;

    /// <summary>The last day it may trade.</summary>
    public int LastDay { get; init; } = int.MaxValue;

    /// <summary>The share of the sessions on which it trades at all.</summary>
    public double TradedShare { get; init; } = 1;

    /// <summary>Where in its cycle of trading and halts the stock stands on day 0; <c>null</c> for one that is never halted.</summary>
    public int? HaltPhase { get; init; }

    /// <summary>Its splits, oldest first.</summary>
    public IReadOnlyList<Split> Splits { get; init; } = [];
}
