namespace Technic.Core.Studies;

/// <summary>
/// Whether the market of a study rises or falls: the index of all symbols in equal parts is above its mean of the last 200 sessions, or
/// not. The index of a session contains its close, as the signals of the session do.
/// </summary>
internal static class MarketIndexRegime
{
    private const int Sessions = 200;

    /// <summary>The names of the states, by their number.</summary>
    public static string[] Names { get; } = ["rising", "falling", "unknown"];

    /// <summary>The number of the state of each day: the last one before the mean has its sessions.</summary>
    /// <param name="moves">The moves of the universe.</param>
    /// <param name="days">The number of days.</param>
    public static short[] Of(UniverseReturns moves, int days)
    {
        var (index, sum, regimes) = (new double[days], 0.0, new short[days]);
        for (var day = 0; day < days; day++)
        {
            index[day] = (day == 0 ? 1 : index[day - 1]) * (1 + moves.FromClose(day));
            sum += index[day] - (day < Sessions ? 0 : index[day - Sessions]);
            regimes[day] = (short)(day < Sessions - 1 ? 2 : index[day] > sum / Sessions ? 0 : 1);
        }
        return regimes;
    }
}
