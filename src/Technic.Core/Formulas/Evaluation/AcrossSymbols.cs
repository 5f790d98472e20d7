using System.Buffers;
using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// Functions across symbols. The values of one group on one day are compared with each other; a symbol without a value has no result and
/// counts nowhere.
/// </summary>
internal static class AcrossSymbols
{
    /// <summary>Computes a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="count">The n of <see cref="AcrossFunction.Top"/>.</param>
    /// <param name="values">n values; NaN for none.</param>
    /// <param name="groups">The group of each value, any number; values of a negative group are left out.</param>
    /// <param name="results">Gets n values; NaN for a missing value.</param>
    public static void Compute(
        AcrossFunction function, int count, ReadOnlySpan<double> values, ReadOnlySpan<int> groups, Span<double> results)
    {
        results.Fill(double.NaN);
        var members = ArrayPool<Member>.Shared.Rent(Math.Max(1, values.Length));
        var present = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (groups[i] >= 0 && !double.IsNaN(values[i])) members[present++] = new Member(groups[i], values[i], i);
        }
        var sorted = members.AsSpan(0, present);
        sorted.Sort();
        for (var start = 0; start < present;)
        {
            var end = start + 1;
            while (end < present && sorted[end].Group == sorted[start].Group) end++;
            OfGroup(function, count, sorted[start..end], results);
            start = end;
        }
        ArrayPool<Member>.Shared.Return(members);
    }

    private static void OfGroup(AcrossFunction function, int count, ReadOnlySpan<Member> group, Span<double> results)
    {
        switch (function)
        {
            case AcrossFunction.Rank:
                Rank(group, results);
                break;
            case AcrossFunction.Zscore:
                var (mean, deviation) = Moments(group);
                foreach (var member in group) results[member.Place] = Pointwise.Finite((member.Value - mean) / deviation);
                break;
            case AcrossFunction.Median:
                var median = Median(group);
                foreach (var member in group) results[member.Place] = median;
                break;
            case AcrossFunction.Demean:
                var centre = Moments(group).Mean;
                foreach (var member in group) results[member.Place] = Pointwise.Finite(member.Value - centre);
                break;
            case AcrossFunction.Scale:
                var total = 0.0;
                foreach (var member in group) total += Math.Abs(member.Value);
                foreach (var member in group) results[member.Place] = Pointwise.Finite(member.Value / total);
                break;
            default:
                // The value of the n-th largest; ties with it are all in.
                var least = group[Math.Max(0, group.Length - count)].Value;
                foreach (var member in group) results[member.Place] = member.Value >= least ? 1 : 0;
                break;
        }
    }

    /// <summary>
    /// The percentile: 0 for the smallest, 100 for the largest, the mean of the places for equal values, 50 for a group of one.
    /// </summary>
    private static void Rank(ReadOnlySpan<Member> group, Span<double> results)
    {
        for (var start = 0; start < group.Length;)
        {
            var end = start + 1;
            while (end < group.Length && group[end].Value == group[start].Value) end++;
            var place = (start + end - 1) / 2.0;
            var rank = group.Length == 1 ? 50 : 100 * place / (group.Length - 1);
            foreach (var member in group[start..end]) results[member.Place] = rank;
            start = end;
        }
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<Member> group)
    {
        var sum = 0.0;
        foreach (var member in group) sum += member.Value - group[0].Value;
        var mean = group[0].Value + (sum / group.Length);
        var squares = 0.0;
        foreach (var member in group) squares += (member.Value - mean) * (member.Value - mean);
        return (mean, Math.Sqrt(squares / group.Length));
    }

    private static double Median(ReadOnlySpan<Member> group)
    {
        var (low, high) = (group[(group.Length - 1) / 2].Value, group[group.Length / 2].Value);
        return low + ((high - low) / 2);
    }

    /// <summary>Ordered by group, then by value, then by place.</summary>
    private readonly record struct Member(int Group, double Value, int Place) : IComparable<Member>
    {
        public int CompareTo(Member other)
        {
            var order = Group.CompareTo(other.Group);
            if (order == 0) order = Value.CompareTo(other.Value);
            return order != 0 ? order : Place.CompareTo(other.Place);
        }
    }
}
