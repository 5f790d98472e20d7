namespace Technic.Core.Market;

/// <summary>
/// The valid range of bars, for all of their origins: requests, files, exports that are read again. The bounds are those of prices and
/// volumes as traded; a series that is adjusted for splits may exceed them by the product of its ratios: five reverse splits in two years
/// turn one dollar into millions.
/// </summary>
public static class BarBounds
{
    /// <summary>Above the price of any share so far, in US dollars as traded.</summary>
    public const double MaxPrice = 1e9;

    /// <summary>Above the volume of any session so far, in shares.</summary>
    public const double MaxVolume = 1e13;

    /// <summary>Above the product of all splits of any company so far.</summary>
    public const double MaxAdjustment = 1e9;

    /// <summary>The maximum price of a series that may be adjusted.</summary>
    public const double MaxAdjustedPrice = MaxPrice * MaxAdjustment;

    /// <summary>The maximum volume of a series that may be adjusted.</summary>
    public const double MaxAdjustedVolume = MaxVolume * MaxAdjustment;

    /// <summary>Whether a bar as traded is within the bounds.</summary>
    public static bool IsPossibleRaw(in Bar bar) => IsPossible(bar, MaxPrice, MaxVolume);

    /// <summary>Whether a bar that may be adjusted for later splits is within the bounds.</summary>
    public static bool IsPossible(in Bar bar) => IsPossible(bar, MaxAdjustedPrice, MaxAdjustedVolume);

    /// <summary>Whether a volume-weighted average price is one; otherwise it counts as not given.</summary>
    public static bool IsPossibleVwap(double vwap) => IsPrice(vwap, MaxAdjustedPrice);

    private static bool IsPossible(in Bar bar, double maxPrice, double maxVolume) =>
        IsPrice(bar.Open, maxPrice) && IsPrice(bar.High, maxPrice) && IsPrice(bar.Low, maxPrice) && IsPrice(bar.Close, maxPrice)
        && bar.High >= bar.Low
        && bar.Volume >= 0 && bar.Volume <= maxVolume;

    private static bool IsPrice(double price, double max) => price > 0 && price <= max;
}
