namespace Technic.Core.Provider.Synthetic;

/// <summary>The price increments of US stocks (SEC Rule 612): a cent from one dollar on, a hundredth of a cent below.</summary>
internal static class Ticks
{
    /// <summary>The nearest valid price, at least one increment.</summary>
    public static double Round(double price) =>
        price >= 1 ? Math.Round(price * 100) / 100 : Math.Max(1, Math.Round(price * 10_000)) / 10_000;
}
