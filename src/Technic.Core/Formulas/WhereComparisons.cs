
namespace Technic.Core.Formulas;

/// <summary>
/// The delegates for comparisons, and for their combination. A missing number is NaN, a missing text <c>null</c>; no comparison with them
/// is true.
/// </summary>
internal static class WhereComparisons<TRow>
{
    public static Func<TRow, bool> OfNumbers(
        Relation relation, Func<TRow, double> left, Func<TRow, double> right) => relation switch
    {
        Relation.Equal => row => left(row) == right(row),
        Relation.NotEqual => row => Differ(left(row), right(row)),
        Relation.Less => row => left(row) < right(row),
        Relation.AtMost => row => left(row) <= right(row),
        Relation.Greater => row => left(row) > right(row),
        _ => row => left(row) >= right(row),
    };

    public static Func<TRow, bool> OfTexts(
        Relation relation, Func<TRow, string?> left, Func<TRow, string?> right) => relation switch
    {
        Relation.Equal => row => Order(left(row), right(row)) == 0,
        Relation.NotEqual => row => Order(left(row), right(row)) is < 0 or > 0,
        Relation.Less => row => Order(left(row), right(row)) < 0,
        Relation.AtMost => row => Order(left(row), right(row)) <= 0,
        Relation.Greater => row => Order(left(row), right(row)) > 0,
        _ => row => Order(left(row), right(row)) >= 0,
    };

    public static Func<TRow, bool> All(Func<TRow, bool>[] conditions) => row =>
    {
        foreach (var condition in conditions)
        {
            if (!condition(row)) return false;
        }
        return true;
    };

    public static Func<TRow, bool> Any(Func<TRow, bool>[] conditions) => row =>
    {
        foreach (var condition in conditions)
        {
            if (condition(row)) return true;
        }
        return false;
    };

    /// <summary>Whether a number equals one of several; it is evaluated once.</summary>
    public static Func<TRow, bool> IsOneOf(Func<TRow, double> value, Func<TRow, double>[] items) => row =>
    {
        var number = value(row);
        foreach (var item in items)
        {
            if (number == item(row)) return true;
        }
        return false;
    };

    /// <summary>Whether a number differs from each of several; it is evaluated once.</summary>
    public static Func<TRow, bool> IsNoneOf(Func<TRow, double> value, Func<TRow, double>[] items) => row =>
    {
        var number = value(row);
        foreach (var item in items)
        {
            if (!Differ(number, item(row))) return false;
        }
        return true;
    };

    /// <summary>Whether two numbers exist and differ; <c>!=</c> would be true for NaN too.</summary>
    private static bool Differ(double left, double right) => left < right || left > right;

    /// <summary>The order of two texts, ignoring case; <c>null</c>, for which no comparison is true, when one is missing.</summary>
    private static int? Order(string? left, string? right) =>
        left is null || right is null ? null : StringComparer.OrdinalIgnoreCase.Compare(left, right);
}
