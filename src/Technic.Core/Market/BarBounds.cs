namespace Technic.Core.Market;

/// <summary>
/// What a bar can be, in one place for every path: requests, files, exports that are read again. The bounds are those of prices and volumes as they were traded; a
/// series that is adjusted for splits may lie beyond them by the product of its ratios, for five reverse splits in two years make millions of dollars of one.
/// </summary>
public static class BarBounds
{
    /// <summary>No share has ever cost as much, in US dollars as traded.</summary>
    public const double MaxPrice = 1e9;

    /// <summary>No session has ever traded as many shares.</summary>
    public const double MaxVolume = 1e13;

    /// <summary>No company has split its shares by as much, all its splits together.</summary>
    public const double MaxAdjustment = 1e9;

    /// <summary>The largest price of a series that may be adjusted.</summary>
    public const double MaxAdjustedPrice = MaxPrice * MaxAdjustment;

    /// <summary>The largest volume of a series that may be adjusted.</summary>
    public const double MaxAdjustedVolume = MaxVolume * MaxAdjustment;

    /// <summary>Whether a market could have traded this bar.</summary>
    public static bool IsPossibleRaw(in Bar bar) => IsPossible(bar, MaxPrice, MaxVolume);

    /// <summary>Whether this bar could be one that a market traded, adjusted for later splits.</summary>
    public static bool IsPossible(in Bar bar) => IsPossible(bar, MaxAdjustedPrice, MaxAdjustedVolume);

    private static bool IsPossible(in Bar bar, double maxPrice, double maxVolume) =>
        IsPrice(bar.Open, maxPrice) && IsPrice(bar.High, maxPrice) && IsPrice(bar.Low, maxPrice) && IsPrice(bar.Close, maxPrice)
        && bar.High >= bar.Low
        && bar.Volume >= 0 && bar.Volume <= maxVolume;

    private static bool IsPrice(double price, double max) => price > 0 && price <= max;
}
