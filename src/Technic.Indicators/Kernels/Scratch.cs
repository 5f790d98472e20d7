using System.Buffers;

namespace Technic.Indicators;

/// <summary>Rented columns for intermediate results; their content is undefined at first. Disposing returns them.</summary>
internal readonly ref struct Scratch : IDisposable
{
    private readonly double[] _rented;
    private readonly int _length;

    private Scratch(int columns, int length)
    {
        _rented = ArrayPool<double>.Shared.Rent(columns * length);
        _length = length;
    }

    /// <summary>Rents columns of one length.</summary>
    public static Scratch Rent(int columns, int length) => new(columns, length);

    public Span<double> this[int column] => _rented.AsSpan(column * _length, _length);

    public void Dispose() => ArrayPool<double>.Shared.Return(_rented);
}
