using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>
/// The stored form of the signals of a study, little-endian: the number of horizons, the distinct symbols (their number, then each as
/// text), the number of signals, and for each the day number, the place of its symbol, the entry price, the returns and the excess of all
/// horizons. Every number round-trips exactly.
/// </summary>
internal static class StudyEventBlock
{
    /// <summary>Encodes signals.</summary>
    /// <param name="events">The signals.</param>
    /// <param name="horizons">The number of horizons.</param>
    public static byte[] Encode(IEnumerable<StudyEvent> events, int horizons)
    {
        var (symbols, rows, count) = (new Dictionary<Symbol, int>(), new MemoryStream(), 0);
        using var row = new BinaryWriter(rows);
        foreach (var signal in events)
        {
            if (!symbols.TryGetValue(signal.Symbol, out var place)) symbols.Add(signal.Symbol, place = symbols.Count);
            row.Write(signal.Day.DayNumber);
            row.Write(place);
            row.Write(signal.EntryPrice);
            foreach (var value in signal.Returns) row.Write(value);
            foreach (var value in signal.Excess) row.Write(value);
            count++;
        }
        row.Flush();
        using var block = new MemoryStream();
        using var writer = new BinaryWriter(block);
        writer.Write(horizons);
        writer.Write(symbols.Count);
        foreach (var symbol in symbols.Keys) writer.Write(symbol.Text);
        writer.Write(count);
        writer.Flush();
        rows.WriteTo(block);
        return block.ToArray();
    }

    /// <summary>Decodes signals.</summary>
    /// <exception cref="EndOfStreamException">The block is damaged.</exception>
    /// <exception cref="FormatException">The block is damaged.</exception>
    public static StudyEvent[] Decode(byte[] block)
    {
        using var reader = new BinaryReader(new MemoryStream(block, writable: false));
        var horizons = LengthOf(reader, StudyRequest.MostHorizons);
        var symbols = new Symbol[LengthOf(reader, block.Length)];
        for (var i = 0; i < symbols.Length; i++) symbols[i] = Symbol.Parse(reader.ReadString());
        var events = new StudyEvent[LengthOf(reader, block.Length)];
        for (var i = 0; i < events.Length; i++)
        {
            var day = DateOnly.FromDayNumber(LengthOf(reader, DateOnly.MaxValue.DayNumber));
            var symbol = symbols[LengthOf(reader, symbols.Length - 1)];
            events[i] = new StudyEvent(day, symbol, reader.ReadDouble(), Values(reader, horizons), Values(reader, horizons));
        }
        return events;
    }

    private static int LengthOf(BinaryReader reader, int most) =>
        reader.ReadInt32() is >= 0 and var length && length <= most ? length : throw new FormatException("The signals are damaged.");

    private static double[] Values(BinaryReader reader, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = reader.ReadDouble();
        return values;
    }
}
