namespace Technic.Core.Studies.Partitions;

/// <summary>The symbols that the portfolio of a study holds in each session, with their moves.</summary>
/// <param name="Held">The moves of the symbols that are held, and their number.</param>
/// <param name="Entered">The number of those that are bought for the session.</param>
public sealed record PortfolioSums(SessionSums Held, int[] Entered)
{
    /// <summary>A portfolio of no symbols.</summary>
    /// <param name="sessions">The number of sessions.</param>
    public PortfolioSums(int sessions) : this(new SessionSums(sessions), new int[sessions])
    {
    }

    /// <summary>Adds another partition.</summary>
    internal void Add(PortfolioSums other)
    {
        Held.Add(other.Held);
        for (var i = 0; i < Entered.Length; i++) Entered[i] += other.Entered[i];
    }
}
