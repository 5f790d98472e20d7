using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>A bar and the line it was read from, so that a repeated bar can name both lines.</summary>
internal readonly record struct BarRow(Bar Bar, int Line);

/// <summary>Makes bars of a reader's records, or says why it cannot.</summary>
internal sealed class BarParser
{
    private readonly CsvReader _reader;
    private readonly CsvHeader _header;
    private readonly int? _symbol;
    private readonly int _date, _open, _high, _low, _close, _volume;
    private Frequency? _frequency;
    private int _firstLine;

    /// <param name="reader">At its header.</param>
    /// <param name="header">The header.</param>
    /// <param name="needsSymbols">Whether every row has to name its symbol.</param>
    public BarParser(CsvReader reader, CsvHeader header, bool needsSymbols = true)
    {
        (_reader, _header) = (reader, header);
        _symbol = needsSymbols ? header.Require("symbol") : header.Find("symbol");
        _date = header.Require("date");
        (_open, _high, _low, _close) = (header.Require("open"), header.Require("high"), header.Require("low"), header.Require("close"));
        _volume = header.Require("volume");
    }

    /// <summary>The frequency of the bars read so far.</summary>
    public Frequency Frequency => _frequency ?? Frequency.Daily;

    /// <summary>The row's symbol as it stands there; empty in a file without symbols.</summary>
    public ReadOnlySpan<byte> SymbolBytes => _symbol is { } symbol ? _reader[symbol] : [];

    /// <summary>The row's symbol; <c>default</c> in a file without symbols.</summary>
    public Symbol Symbol() => _symbol is { } symbol ? CsvFields.Symbol(_reader, symbol) : default;

    public void CheckRecord()
    {
        if (_header.ComplainAboutRecord() is { } complaint) throw _reader.Complain(complaint);
    }

    public BarRow Row()
    {
        var time = CsvFields.Time(_reader, _date, out var frequency);
        if (_frequency is null) (_frequency, _firstLine) = (frequency, _reader.Line);
        if (frequency != _frequency)
            throw _reader.Complain($"one file holds daily or {Frequencies.IntradayMinutes}-minute bars, and this one differs from the one on line {_firstLine}.");
        var bar = new Bar(time, Price(_open, "open"), Price(_high, "high"), Price(_low, "low"), Price(_close, "close"), Volume());
        if (bar.High < bar.Low) throw _reader.Complain($"the high {_reader.Text(_high)} is below the low {_reader.Text(_low)}.");
        return new BarRow(bar, _reader.Line);
    }

    private double Price(int field, string column)
    {
        var price = CsvFields.Number(_reader, field, column);
        if (price <= 0) throw _reader.Complain($"the {column} {_reader.Text(field)} is impossible: a price is above 0.");
        if (price > BarBounds.MaxAdjustedPrice) throw _reader.Complain($"the {column} {_reader.Text(field)} is impossible: no price is above {BarBounds.MaxAdjustedPrice:0}.");
        return price;
    }

    private double Volume()
    {
        var volume = CsvFields.Number(_reader, _volume, "volume");
        if (volume < 0) throw _reader.Complain($"the volume {_reader.Text(_volume)} is negative.");
        if (volume > BarBounds.MaxAdjustedVolume) throw _reader.Complain($"the volume {_reader.Text(_volume)} is impossible: none is above {BarBounds.MaxAdjustedVolume:0}.");
        return volume;
    }
}
