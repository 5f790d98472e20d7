namespace Technic.Core.Studies.Partitions;

/// <summary>
/// The signals of a study in one partition, symbol by symbol, those of a symbol in the order of their days. Each column has a value for
/// each signal, unless it says otherwise.
/// </summary>
public sealed record SignalColumns
{
    /// <summary>The number of signals of each symbol of the partition's universe.</summary>
    public required int[] PerSymbol { get; init; }

    /// <summary>The index of the bar.</summary>
    public required int[] Bars { get; init; }

    /// <summary>The index of the day.</summary>
    public required int[] Days { get; init; }

    /// <summary>The price of the purchase, adjusted for all splits of the data; NaN if the symbol could not be bought.</summary>
    public required double[] Prices { get; init; }

    /// <summary>The class of the mean dollar volume (<see cref="DollarVolumeClass"/>).</summary>
    public required byte[] Sizes { get; init; }

    /// <summary>The formula that orders the symbols; empty without one.</summary>
    public required double[] Ranks { get; init; }

    /// <summary>Half the estimated spread, as a fraction of the price; empty if it is not a cost.</summary>
    public required double[] HalfSpreads { get; init; }

    /// <summary>The return, by horizon; NaN if the horizon is not full, or the symbol could not be bought.</summary>
    public required double[][] Returns { get; init; }

    /// <summary>The lowest low on the way relative to the price paid, by horizon.</summary>
    public required double[][] Adverse { get; init; }

    /// <summary>The highest high on the way relative to the price paid, by horizon.</summary>
    public required double[][] Favorable { get; init; }

    /// <summary>The index of the first horizon at whose end the symbol had stopped trading; their number if there is none.</summary>
    public required byte[] Stopped { get; init; }

    /// <summary>The trade that a purchase would become; empty without rules.</summary>
    public required SignalTrade[] Trades { get; init; }

    /// <summary>The number of signals.</summary>
    public int Count => Bars.Length;
}

/// <summary>How a purchase after a signal would end by the rules of trades; without a purchase it has no meaning.</summary>
/// <param name="Bought">The index of the bar of the purchase.</param>
/// <param name="BoughtDay">The index of its day.</param>
/// <param name="Sold">The index of the bar of the sale.</param>
/// <param name="SaleDay">The index of its day.</param>
/// <param name="SalePrice">The price of the sale, adjusted for all splits of the data.</param>
/// <param name="End">Why it ends.</param>
/// <param name="IsAtOpen">Whether it is sold at the open.</param>
/// <param name="Filled">The part of its place that the dollar volume allows, 0 … 1.</param>
public readonly record struct SignalTrade(
    int Bought, int BoughtDay, int Sold, int SaleDay, double SalePrice, TradeEnd End, bool IsAtOpen, double Filled);
