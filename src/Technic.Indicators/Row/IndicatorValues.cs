using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>One optional value for every <see cref="Indicator"/>; 8 bytes each, without a heap allocation.</summary>
public readonly struct IndicatorValues : IEquatable<IndicatorValues>
{
    /// <summary>The number of indicators.</summary>
    public const int Count = (int)Indicator.Gap + 1;

    private readonly Buffer _values;

    /// <summary>Creates the values from one value for each indicator, in their order.</summary>
    /// <param name="values"><see cref="Count"/> values; NaN where there is none.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public IndicatorValues(ReadOnlySpan<double> values)
    {
        if (values.Length != Count)
            throw new ArgumentException($"{Count} indicators need as many values, not {values.Length}.", nameof(values));
        values.CopyTo(_values);
    }

    /// <summary>The indicator's value; <c>null</c> where there is none.</summary>
    public double? this[Indicator indicator]
    {
        get
        {
            var value = _values[(int)indicator];
            return double.IsNaN(value) ? null : value;
        }
    }

    /// <summary>Writes the values in the order of the indicators, for another layout.</summary>
    /// <param name="destination">At least <see cref="Count"/> long; gets NaN where there is no value.</param>
    public void CopyTo(Span<double> destination) => ((ReadOnlySpan<double>)_values).CopyTo(destination);

    /// <summary>The indicator's value; NaN where there is none.</summary>
    internal double Raw(Indicator indicator) => _values[(int)indicator];

    public bool Equals(IndicatorValues other) => ((ReadOnlySpan<double>)_values).SequenceEqual(other._values);

    public override bool Equals(object? obj) => obj is IndicatorValues other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in _values) hash.Add(value);
        return hash.ToHashCode();
    }

    public static bool operator ==(IndicatorValues left, IndicatorValues right) => left.Equals(right);
    public static bool operator !=(IndicatorValues left, IndicatorValues right) => !left.Equals(right);

    [InlineArray(Count)]
    private struct Buffer
    {
        private double _first;
    }
}
