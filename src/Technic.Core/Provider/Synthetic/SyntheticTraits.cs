using Technic.Core.Market;

namespace Technic.Core.Provider.Synthetic;

/// <summary>The constant properties of one stock of a synthetic market. Days are numbered as in <see cref="Weekdays"/>.</summary>
internal sealed record SyntheticTraits
{
    /// <summary>Its listing.</summary>
    public required Listing Listing { get; init; }

    /// <summary>Its actual sector, by its index in <see cref="Sectors.All"/>; the listing may omit it.</summary>
    public required int Sector { get; init; }

    public required double MarketBeta { get; init; }

    public required double SectorBeta { get; init; }

    /// <summary>The usual standard deviation of its own daily return.</summary>
    public required double Deviation { get; init; }

    /// <summary>The logarithm of its price, in US dollars, around which it moves on the anchor day.</summary>
    public required double LogBase { get; init; }

    /// <summary>Shares traded on a usual day near the anchor day.</summary>
    public required double Shares { get; init; }

    /// <summary>The first possible day of trading.</summary>
    public int FirstDay { get; init; } = int.MinValue;

    /// <summary>The last possible day of trading.</summary>
    public int LastDay { get; init; } = int.MaxValue;

    /// <summary>The share of the sessions with trades.</summary>
    public double TradedShare { get; init; } = 1;

    /// <summary>The position of the stock in its cycle of trading and halts on day 0; <c>null</c> if it is never halted.</summary>
    public int? HaltPhase { get; init; }

    /// <summary>Its splits, oldest first.</summary>
    public IReadOnlyList<Split> Splits { get; init; } = [];
}
