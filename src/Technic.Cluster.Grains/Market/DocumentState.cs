using System.Buffers.Binary;

namespace Technic.Cluster.Grains;

/// <summary>
/// The state of a grain that keeps a document of the market: bytes that its user understands, and when they came. Stored as four bytes
/// (<c>TDS</c> and the version of this layout, 1), the UTC time in ticks of 100 ns since the year 1 (big-endian), and the document. The
/// schema's migration 4 writes the same layout.
/// </summary>
public sealed class DocumentState
{
    private const int HeaderLength = 12;

    private static ReadOnlySpan<byte> Mark => [(byte)'T', (byte)'D', (byte)'S', 1];

    public ReadOnlyMemory<byte> Payload { get; init; }

    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>
    /// Whether the stored bytes have another layout: then the document counts as missing and is replaced by the next one.
    /// </summary>
    public bool IsDamaged { get; private init; }

    /// <summary>The later of two documents.</summary>
    public static DocumentState Later(DocumentState stored, DocumentState own) => own.FetchedAt >= stored.FetchedAt ? own : stored;

    internal byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Payload.Length];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(Mark.Length), FetchedAt.UtcTicks);
        Payload.Span.CopyTo(bytes.AsSpan(HeaderLength));
        return bytes;
    }

    internal static DocumentState FromBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.Span.StartsWith(Mark)) return new DocumentState { IsDamaged = true };
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.Span[Mark.Length..]);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks
            ? new DocumentState { IsDamaged = true }
            : new DocumentState { Payload = bytes[HeaderLength..], FetchedAt = new DateTimeOffset(ticks, TimeSpan.Zero) };
    }
}
