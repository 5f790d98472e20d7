using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Indicators;

namespace Technic.Grains.Serialization;

/// <summary>Writes rows and outcomes in their binary layout: little-endian, texts in UTF-8 behind their length, NaN for a number that is missing.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Byte(int value)
    {
        _buffer.GetSpan(1)[0] = checked((byte)value);
        _buffer.Advance(1);
    }

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Number(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Text(string? text)
    {
        if (text is null)
        {
            Int(-1);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        Int(length);
        Encoding.UTF8.GetBytes(text, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Row(ScanRow row)
    {
        Text(row.Symbol.Text);
        Int(row.AsOf.Minutes);
        Int(row.Bars);
        Int(row.ComparableBars);
        Int(row.Gaps);
        Number(row.Open);
        Number(row.High);
        Number(row.Low);
        Number(row.Close);
        Number(row.Volume);
        Number(row.StrengthReturn ?? double.NaN);
        Span<double> values = stackalloc double[IndicatorValues.Count];
        row.Indicators.CopyTo(values);
        foreach (var value in values) Number(value);
        var score = row.Score;
        foreach (var points in (ReadOnlySpan<int>)[score.Trend, score.Momentum, score.Volume, score.Breakout, score.Oscillator, score.Volatility, (int)score.Signal]) Byte(points + Bias);
        Number(score.Risk ?? double.NaN);
        Number(score.Rating);
        var closes = row.Closes.ToArray();
        Byte(closes.Length);
        foreach (var close in closes) Int(BitConverter.SingleToInt32Bits(close));
        Number(row.Jump?.Ratio ?? double.NaN);
        if (row.Jump is not { } jump) return;
        Int(jump.At.Minutes);
        Int(jump.Bars);
    }

    public void Outcome(in SymbolOutcome outcome)
    {
        Int(outcome.Candidate);
        Byte((int)outcome.Tier);
        Int(outcome.Requests);
        Byte(outcome.IsStale ? 1 : 0);
        Byte(outcome.ProviderFailure is { } failure ? (int)failure + 1 : 0);
        Text(outcome.Failure);
        Byte(outcome.Row is null ? 0 : 1);
        if (outcome.Row is not null) Row(outcome.Row);
    }

    /// <summary>Points and signals are small numbers of either sign; they are written as bytes above this.</summary>
    internal const int Bias = 100;
}

/// <summary>Reads what <see cref="WireWriter"/> wrote.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public int Byte() => Take(1)[0];

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public double Number() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string? Text() => Int() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

    public ScanRow Row()
    {
        var symbol = Symbol.Parse(Text());
        var (asOf, bars, comparable, gaps) = (new BarTime(Int()), Int(), Int(), Int());
        var (open, high, low, close, volume, strength) = (Number(), Number(), Number(), Number(), Number(), Number());
        Span<double> values = stackalloc double[IndicatorValues.Count];
        foreach (ref var value in values) value = Number();
        Span<int> points = stackalloc int[7];
        foreach (ref var point in points) point = Byte() - WireWriter.Bias;
        var score = new Score(points[0], points[1], points[2], points[3], points[4], points[5], Missing(Number()), Number(), (Signal)points[6]);
        Span<double> closes = stackalloc double[Sparkline.MaxLength];
        closes = closes[..Byte()];
        foreach (ref var value in closes) value = BitConverter.Int32BitsToSingle(Int());
        PriceJump? jump = Missing(Number()) is { } ratio ? new PriceJump(new BarTime(Int()), ratio, Int()) : null;
        return new ScanRow
        {
            Symbol = symbol,
            AsOf = asOf,
            Bars = bars,
            ComparableBars = comparable,
            Gaps = gaps,
            Open = open,
            High = high,
            Low = low,
            Close = close,
            Volume = volume,
            Indicators = new IndicatorValues(values),
            StrengthReturn = Missing(strength),
            Score = score,
            Closes = new Sparkline(closes),
            Jump = jump,
        };
    }

    public SymbolOutcome Outcome()
    {
        var (candidate, tier, requests, isStale) = (Int(), (Tier)Byte(), Int(), Byte() == 1);
        var failure = Byte();
        var sentence = Text();
        var row = Byte() == 1 ? Row() : null;
        return new SymbolOutcome(candidate, row, tier, requests, isStale, sentence, failure == 0 ? null : (PriceSourceFailure)(failure - 1));
    }

    private static double? Missing(double number) => double.IsNaN(number) ? null : number;

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
