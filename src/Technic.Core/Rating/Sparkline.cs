using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Technic.Core.Rating;

/// <summary>The last closes of a history, oldest first, in US dollars: enough to draw its recent course without its bars.</summary>
public readonly struct Sparkline : IEquatable<Sparkline>
{
    /// <summary>The most closes kept.</summary>
    public const int MaxLength = 30;

    private readonly Buffer _closes;

    /// <summary>Keeps the last closes, in single precision.</summary>
    public Sparkline(ReadOnlySpan<double> closes)
    {
        Length = Math.Min(closes.Length, MaxLength);
        var kept = closes[^Length..];
        for (var i = 0; i < kept.Length; i++) _closes[i] = (float)kept[i];
    }

    /// <summary>Takes the closes of another one, e.g. from <see cref="ToArray"/> after a journey; the last are kept.</summary>
    public Sparkline(ReadOnlySpan<float> closes)
    {
        Length = Math.Min(closes.Length, MaxLength);
        closes[^Length..].CopyTo(_closes);
    }

    /// <summary>The number of closes: 30, or all there are.</summary>
    public int Length { get; }

    /// <summary>The closes as an array of their own.</summary>
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
