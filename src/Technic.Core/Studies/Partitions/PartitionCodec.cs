using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Technic.Core.Studies.Partitions;

/// <summary>
/// Findings as bytes, for messages between machines of one version: every array as its length and its memory, in the order of the
/// properties. Processors are little-endian.
/// </summary>
public static class PartitionCodec
{
    /// <summary>Encodes findings.</summary>
    public static byte[] Encode(PartitionFindings findings)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Write(writer, findings.Universe);
        writer.Write(findings.Studies.Count);
        foreach (var study in findings.Studies)
        {
            Write(writer, study.Signals);
            var (sessions, rows) = (study.Decay.Sessions, study.Decay.Days.Length);
            writer.Write(sessions);
            Write(writer, study.Decay.Days);
            Write(writer, study.Decay.Sums, rows * sessions);
            Write(writer, study.Decay.Changes, rows * (sessions + 1));
            Write(writer, study.Portfolio.Held);
            Write(writer, study.Portfolio.Entered);
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Decodes findings.</summary>
    /// <exception cref="EndOfStreamException">The bytes are damaged.</exception>
    public static PartitionFindings Decode(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        var universe = ReadUniverse(reader);
        var studies = new StudyFindings[reader.ReadInt32()];
        for (var i = 0; i < studies.Length; i++)
        {
            studies[i] = new StudyFindings(
                ReadSignals(reader),
                new DecaySums(reader.ReadInt32(), Read<int>(reader), ReadRented<double>(reader), ReadRented<int>(reader)),
                new PortfolioSums(ReadSums(reader), Read<int>(reader)));
        }
        return new PartitionFindings(universe, studies);
    }

    private static void Write(BinaryWriter writer, UniverseSums? universe)
    {
        writer.Write(universe is not null);
        if (universe is null) return;
        writer.Write(universe.Returns.Length);
        foreach (var returns in universe.Returns) Write(writer, returns);
        Write(writer, universe.FromClose);
        Write(writer, universe.FromOpen);
        writer.Write(universe.Benchmark is not null);
        if (universe.Benchmark is { } benchmark) WriteAll(writer, benchmark);
    }

    private static UniverseSums? ReadUniverse(BinaryReader reader)
    {
        if (!reader.ReadBoolean()) return null;
        var returns = new SessionSums[reader.ReadInt32()];
        for (var h = 0; h < returns.Length; h++) returns[h] = ReadSums(reader);
        return new UniverseSums(returns, ReadSums(reader), ReadSums(reader)) { Benchmark = reader.ReadBoolean() ? ReadAll(reader) : null };
    }

    private static void Write(BinaryWriter writer, SignalColumns signals)
    {
        Write(writer, signals.PerSymbol);
        Write(writer, signals.Bars);
        Write(writer, signals.Days);
        Write(writer, signals.Prices);
        Write(writer, signals.Sizes);
        Write(writer, signals.Ranks);
        Write(writer, signals.HalfSpreads);
        WriteAll(writer, signals.Returns);
        WriteAll(writer, signals.Adverse);
        WriteAll(writer, signals.Favorable);
        Write(writer, signals.Stopped);
        Write(writer, signals.Trades);
    }

    private static SignalColumns ReadSignals(BinaryReader reader) => new()
    {
        PerSymbol = Read<int>(reader),
        Bars = Read<int>(reader),
        Days = Read<int>(reader),
        Prices = Read<double>(reader),
        Sizes = Read<byte>(reader),
        Ranks = Read<double>(reader),
        HalfSpreads = Read<double>(reader),
        Returns = ReadAll(reader),
        Adverse = ReadAll(reader),
        Favorable = ReadAll(reader),
        Stopped = Read<byte>(reader),
        Trades = Read<SignalTrade>(reader),
    };

    private static void Write(BinaryWriter writer, SessionSums sums)
    {
        Write(writer, sums.Sums);
        Write(writer, sums.Counts);
    }

    private static SessionSums ReadSums(BinaryReader reader) => new(Read<double>(reader), Read<int>(reader));

    private static void WriteAll(BinaryWriter writer, double[][] columns)
    {
        writer.Write(columns.Length);
        foreach (var column in columns) Write(writer, column);
    }

    private static double[][] ReadAll(BinaryReader reader)
    {
        var columns = new double[reader.ReadInt32()][];
        for (var i = 0; i < columns.Length; i++) columns[i] = Read<double>(reader);
        return columns;
    }

    private static void Write<T>(BinaryWriter writer, T[] values)
        where T : unmanaged => Write(writer, values, values.Length);

    private static void Write<T>(BinaryWriter writer, T[] values, int count)
        where T : unmanaged
    {
        writer.Write(count);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan(0, count)));
    }

    private static T[] Read<T>(BinaryReader reader)
        where T : unmanaged => Read<T>(reader, count => new T[count]);

    private static T[] ReadRented<T>(BinaryReader reader)
        where T : unmanaged => Read<T>(reader, ArrayPool<T>.Shared.Rent);

    private static T[] Read<T>(BinaryReader reader, Func<int, T[]> allocate)
        where T : unmanaged
    {
        var count = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (count < 0 || count > left / Unsafe.SizeOf<T>()) throw new EndOfStreamException("The findings of a partition are damaged.");
        var values = allocate(count);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(0, count)));
        return values;
    }
}
