using System.Globalization;

namespace Technic.Core.Formulas;

/// <summary>Numbers as they are written in a formula.</summary>
internal static class WrittenNumber
{
    public static string Of(double value) => value.ToString(CultureInfo.InvariantCulture);
}
