using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>Divisions that have no value where the divisor is 0, or too near to 0 for a finite result.</summary>
internal static class Quotient
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double dividend, double divisor)
    {
        var quotient = dividend / divisor;
        return double.IsFinite(quotient) ? quotient : double.NaN;
    }

    /// <summary>The change from one value to another in percent of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double PercentChange(double from, double to) => Of(100 * (to - from), from);
}
