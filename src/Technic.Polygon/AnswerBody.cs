using System.Buffers;

namespace Technic.Polygon;

/// <summary>The complete body of a response in a rented buffer.</summary>
internal sealed class AnswerBody : IDisposable
{
    private const int FirstBuffer = 64 << 10;

    private byte[] _buffer;
    private int _length;

    private AnswerBody(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected);

    /// <summary>The bytes, without a byte order mark.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            var bytes = _buffer.AsSpan(0, _length);
            return bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        }
    }

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="AttemptException">It is longer than <paramref name="most"/> bytes.</exception>
    public static async Task<AnswerBody> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        // Content-Length is only a hint for the size of the first buffer.
        var expected = Math.Clamp(content.Headers.ContentLength ?? 0, FirstBuffer, Math.Max(FirstBuffer, Math.Min(most, 8 << 20)));
        var body = new AnswerBody((int)expected + 1);
        try
        {
            using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await body.FillAsync(stream, most, cancellationToken).ConfigureAwait(false);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private async Task FillAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            _length += read;
            if (_length > most) throw AttemptException.BadData($"the response is longer than {most} bytes");
            if (_length == _buffer.Length) Grow();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
