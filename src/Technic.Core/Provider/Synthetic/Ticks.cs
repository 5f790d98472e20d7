namespace Technic.Core.Provider.Synthetic;

/// <summary>The steps in which US stocks are quoted (SEC Rule 612): a cent from one dollar on, a hundredth of a cent below.</summary>
internal static class Ticks
{
    /// <summary>The nearest price on the grid, at least one step.</summary>
    public static double Round(double price) => price >= 1 ? Math.Round(price * 100) / 100 : Math.Max(1, Math.Round(price * 10_000)) / 10_000;
}
