using System.Runtime.InteropServices;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Indicators;

namespace Technic.Cluster.Contracts;

/// <summary>
/// Rows of a scan as blocks of numbers, so that the 59 numbers of each of five thousand rows have no header each. Numbers are little-endian
/// doubles, row by row; NaN stands for a missing one. Indicators carry their names: a reader ignores one that it does not know, and takes
/// one that the writer does not have as missing. The other columns are only ever appended to.
/// </summary>
[GenerateSerializer, Immutable, Alias("technic.RowBlock")]
public struct RowBlock
{
    /// <summary>The version of this layout.</summary>
    public const int CurrentLayout = 1;

    [Id(0)] public int Layout;

    /// <summary>The symbol of each row.</summary>
    [Id(1)] public string[] Symbols;

    /// <summary>The columns of <see cref="Column"/>, in its order.</summary>
    [Id(2)] public byte[] Columns;

    /// <summary>The indicators, in the order of <see cref="Names"/>.</summary>
    [Id(3)] public byte[] Indicators;

    /// <summary>The number of closes of each row.</summary>
    [Id(4)] public byte[] CloseCounts;

    /// <summary>The last closes of all rows, as floats.</summary>
    [Id(5)] public byte[] Closes;

    /// <summary>
    /// The names of the writer's indicators; <c>null</c> from a writer that did not send them: the order is then that of <see
    /// cref="Indicator"/>.
    /// </summary>
    [Id(6)] public string[]? Names;

    /// <summary>The number of <see cref="FormulaValues"/> of each row; 0 without formulas that need histories.</summary>
    [Id(7)] public int FormulaCount;

    /// <summary>What the formulas of the scan need of the histories, row by row; empty without such formulas.</summary>
    [Id(8)] public byte[]? FormulaValues;

    private static readonly string[] OwnNames = Enum.GetNames<Indicator>();

    /// <summary>The columns that are not indicators.</summary>
    private enum Column
    {
        AsOf, Bars, Gaps, Open, High, Low, Close, Volume, StrengthReturn,
        Trend, Momentum, VolumePoints, Breakout, Oscillator, Volatility, Signal, Risk, Rating,
        JumpAt, JumpRatio, JumpBars,
        ComparableBars,
        Count,
    }

    /// <summary>Packs rows.</summary>
    public static RowBlock Of(ReadOnlySpan<ScanRow> rows)
    {
        var symbols = new string[rows.Length];
        var columns = new double[rows.Length * (int)Column.Count];
        var indicators = new double[rows.Length * IndicatorValues.Count];
        var counts = new byte[rows.Length];
        var closes = new List<float>(rows.Length * Sparkline.MaxLength);
        for (var i = 0; i < rows.Length; i++)
        {
            symbols[i] = rows[i].Symbol.Text;
            Write(rows[i], columns.AsSpan(i * (int)Column.Count, (int)Column.Count));
            rows[i].Indicators.CopyTo(indicators.AsSpan(i * IndicatorValues.Count));
            var last = rows[i].Closes.ToArray();
            counts[i] = (byte)last.Length;
            closes.AddRange(last);
        }
        return new RowBlock
        {
            Layout = CurrentLayout,
            Symbols = symbols,
            Columns = MemoryMarshal.AsBytes<double>(columns).ToArray(),
            Indicators = MemoryMarshal.AsBytes<double>(indicators).ToArray(),
            CloseCounts = counts,
            Closes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(closes)).ToArray(),
            Names = OwnNames,
            FormulaCount = rows.Length == 0 ? 0 : rows[0].FormulaValues.Length,
            FormulaValues = FormulaValuesOf(rows),
        };
    }

    /// <summary>Unpacks the rows.</summary>
    /// <param name="methods">The score of this process, which explains them; <c>null</c> for the built-in one.</param>
    /// <exception cref="InvalidDataException">The layout is another one.</exception>
    public readonly ScanRow[] ToRows(ScanMethods? methods = null)
    {
        if (Symbols is not { Length: > 0 and var count }) return [];
        if (Layout != CurrentLayout)
            throw new InvalidDataException($"Rows with the unknown layout {Layout}: another silo has a later version.");
        var columns = MemoryMarshal.Cast<byte, double>(Columns);
        var indicators = MemoryMarshal.Cast<byte, double>(Indicators);
        var closes = MemoryMarshal.Cast<byte, float>(Closes);
        var formulas = MemoryMarshal.Cast<byte, double>(FormulaValues);
        var (columnCount, indicatorCount) = (columns.Length / count, indicators.Length / count);
        var order = OrderOf(Names);
        var rows = new ScanRow[count];
        var scoring = methods?.Scoring ?? Scoring.TechRating;
        Span<double> numbers = stackalloc double[(int)Column.Count];
        Span<double> values = stackalloc double[IndicatorValues.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            Take(columns.Slice(i * columnCount, columnCount), numbers);
            var sent = indicators.Slice(i * indicatorCount, indicatorCount);
            if (order is null) Take(sent, values);
            else Take(sent, order, values);
            rows[i] = Read(Symbol.Parse(Symbols[i]), numbers, new IndicatorValues(values), new Sparkline(closes[..CloseCounts[i]]))
                .ExplainedBy(scoring);
            closes = closes[CloseCounts[i]..];
            if (FormulaCount > 0) rows[i] = rows[i] with { FormulaValues = formulas.Slice(i * FormulaCount, FormulaCount).ToArray() };
        }
        return rows;
    }

    /// <summary>Takes as many numbers as both versions have; the others are missing.</summary>
    private static void Take(ReadOnlySpan<double> sent, Span<double> numbers)
    {
        var common = Math.Min(sent.Length, numbers.Length);
        sent[..common].CopyTo(numbers);
        numbers[common..].Fill(double.NaN);
    }

    /// <summary>Takes each indicator from where the writer has it.</summary>
    private static void Take(ReadOnlySpan<double> sent, int[] order, Span<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++) numbers[i] = order[i] >= 0 && order[i] < sent.Length ? sent[order[i]] : double.NaN;
    }

    /// <summary>Where a writer has each of this version's indicators, or −1; <c>null</c> when it has them in the same order.</summary>
    private static int[]? OrderOf(string[]? names) =>
        names is null || names.AsSpan().SequenceEqual(OwnNames) ? null : Array.ConvertAll(OwnNames, name => Array.IndexOf(names, name));

    private static byte[]? FormulaValuesOf(ReadOnlySpan<ScanRow> rows)
    {
        if (rows.Length == 0 || rows[0].FormulaValues.Length == 0) return null;
        var count = rows[0].FormulaValues.Length;
        var values = new double[rows.Length * count];
        for (var i = 0; i < rows.Length; i++) rows[i].FormulaValues.CopyTo(values.AsSpan(i * count));
        return MemoryMarshal.AsBytes<double>(values).ToArray();
    }

    private static void Write(ScanRow row, Span<double> numbers)
    {
        var score = row.Score;
        numbers[(int)Column.AsOf] = row.AsOf.Minutes;
        numbers[(int)Column.Bars] = row.Bars;
        numbers[(int)Column.Gaps] = row.Gaps;
        numbers[(int)Column.Open] = row.Open;
        numbers[(int)Column.High] = row.High;
        numbers[(int)Column.Low] = row.Low;
        numbers[(int)Column.Close] = row.Close;
        numbers[(int)Column.Volume] = row.Volume;
        numbers[(int)Column.StrengthReturn] = row.StrengthReturn ?? double.NaN;
        numbers[(int)Column.Trend] = score.Trend;
        numbers[(int)Column.Momentum] = score.Momentum;
        numbers[(int)Column.VolumePoints] = score.Volume;
        numbers[(int)Column.Breakout] = score.Breakout;
        numbers[(int)Column.Oscillator] = score.Oscillator;
        numbers[(int)Column.Volatility] = score.Volatility;
        numbers[(int)Column.Signal] = (int)score.Signal;
        numbers[(int)Column.Risk] = score.Risk ?? double.NaN;
        numbers[(int)Column.Rating] = score.Rating;
        numbers[(int)Column.JumpAt] = row.Jump?.At.Minutes ?? double.NaN;
        numbers[(int)Column.JumpRatio] = row.Jump?.Ratio ?? double.NaN;
        numbers[(int)Column.JumpBars] = row.Jump?.Bars ?? double.NaN;
        numbers[(int)Column.ComparableBars] = row.ComparableBars;
    }

    private static ScanRow Read(Symbol symbol, ReadOnlySpan<double> numbers, IndicatorValues indicators, Sparkline closes) => new()
    {
        Symbol = symbol,
        AsOf = new BarTime((int)numbers[(int)Column.AsOf]),
        Bars = (int)numbers[(int)Column.Bars],
        ComparableBars = (int)numbers[(int)Column.ComparableBars],
        Gaps = (int)numbers[(int)Column.Gaps],
        Open = numbers[(int)Column.Open],
        High = numbers[(int)Column.High],
        Low = numbers[(int)Column.Low],
        Close = numbers[(int)Column.Close],
        Volume = numbers[(int)Column.Volume],
        Indicators = indicators,
        StrengthReturn = OrNull(numbers[(int)Column.StrengthReturn]),
        Score = new Score(
            (int)numbers[(int)Column.Trend], (int)numbers[(int)Column.Momentum], (int)numbers[(int)Column.VolumePoints],
            (int)numbers[(int)Column.Breakout], (int)numbers[(int)Column.Oscillator], (int)numbers[(int)Column.Volatility],
            OrNull(numbers[(int)Column.Risk]), numbers[(int)Column.Rating], (Signal)(int)numbers[(int)Column.Signal]),
        Closes = closes,
        Jump = OrNull(numbers[(int)Column.JumpRatio]) is { } ratio
            ? new PriceJump(new BarTime((int)numbers[(int)Column.JumpAt]), ratio, (int)numbers[(int)Column.JumpBars])
            : null,
    };

    private static double? OrNull(double number) => double.IsNaN(number) ? null : number;
}
