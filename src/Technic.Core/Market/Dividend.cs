namespace Technic.Core.Market;

/// <summary>A cash dividend: the owner of a share before <paramref name="ExDate"/> receives <paramref name="Amount"/> for it.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="ExDate">The first day on which the share trades without the dividend (New York date).</param>
/// <param name="Amount">US dollars a share, as paid: not adjusted for later splits.</param>
public readonly record struct Dividend(Symbol Symbol, DateOnly ExDate, double Amount)
{
    /// <summary>Whether an amount is a valid dividend.</summary>
    public static bool IsPossible(double amount) => double.IsFinite(amount) && amount > 0;
}
