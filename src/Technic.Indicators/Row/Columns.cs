using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>Validates the arguments of the indicators.</summary>
internal static class Columns
{
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static void RequireSameLength(int expected, int actual, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (expected != actual) throw new ArgumentException($"{name} is {actual}, but the columns have {expected} bars.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The period is too short.</exception>
    public static void RequirePeriod(int period, int atLeast = 1, [CallerArgumentExpression(nameof(period))] string name = "") =>
        ArgumentOutOfRangeException.ThrowIfLessThan(period, atLeast, name);
}
