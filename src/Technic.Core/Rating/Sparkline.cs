using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Technic.Core.Rating;

/// <summary>The last closes of a history, oldest first, in US dollars: enough to draw its recent prices without its bars.</summary>
public readonly struct Sparkline : IEquatable<Sparkline>
{
    /// <summary>The maximum number of closes.</summary>
    public const int MaxLength = 30;

    private readonly Buffer _closes;

    /// <summary>Stores the last closes, in single precision.</summary>
    public Sparkline(ReadOnlySpan<double> closes)
    {
        Length = Math.Min(closes.Length, MaxLength);
        var kept = closes[^Length..];
        for (var i = 0; i < kept.Length; i++) _closes[i] = (float)kept[i];
    }

    /// <summary>Stores the closes of another instance, e.g. from <see cref="ToArray"/> after serialization; only the last ones.</summary>
    public Sparkline(ReadOnlySpan<float> closes)
    {
        Length = Math.Min(closes.Length, MaxLength);
        closes[^Length..].CopyTo(_closes);
    }

    /// <summary>The number of closes: 30, or all available ones.</summary>
    public int Length { get; }

    /// <summary>The closes as a new array.</summary>
    public float[] ToArray() => Span.ToArray();

    public bool Equals(Sparkline other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Sparkline other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var close in Span) hash.Add(close);
        return hash.ToHashCode();
    }

    public static bool operator ==(Sparkline left, Sparkline right) => left.Equals(right);
    public static bool operator !=(Sparkline left, Sparkline right) => !left.Equals(right);

    [UnscopedRef]
    private ReadOnlySpan<float> Span => ((ReadOnlySpan<float>)_closes)[..Length];

    [InlineArray(MaxLength)]
    private struct Buffer
    {
        private float _first;
    }
}
