using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

[GenerateSerializer, Immutable, Alias("technic.ScanSummary")]
public struct ScanSummarySurrogate
{
    [Id(0)] public int Requested;
    [Id(1)] public int Ranked;
    [Id(2)] public int Filtered;
    [Id(3)] public int Failed;
    [Id(4)] public int Stale;
    [Id(5)] public TimeSpan Elapsed;
    [Id(6)] public int ProviderRequests;
    [Id(7)] public TierCounts Tiers;
    [Id(8)] public DateOnly AsOf;
    [Id(9)] public string Source;
    [Id(10)] public DayState Data;

    /// <summary>Symbols that the limit left out; 0 without a cut.</summary>
    [Id(11)] public int CutSymbols;

    [Id(12)] public DateOnly? CutSession;
    [Id(13)] public int WithGaps;
    [Id(14)] public int Days;
    [Id(15)] public bool IsProvisional;
    [Id(16)] public int? MarketSymbols;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanSummaryConverter : CoreConverter<ScanSummary, ScanSummarySurrogate>
{
    public override ScanSummarySurrogate ConvertToSurrogate(in ScanSummary value) => new()
    {
        Requested = value.Requested,
        Ranked = value.Ranked,
        Filtered = value.Filtered,
        Failed = value.Failed,
        Stale = value.Stale,
        Elapsed = value.Elapsed,
        ProviderRequests = value.ProviderRequests,
        Tiers = value.Tiers,
        AsOf = value.AsOf,
        Source = value.Source,
        Data = value.Data,
        CutSymbols = value.Cut?.Symbols ?? 0,
        CutSession = value.Cut?.Session,
        WithGaps = value.WithGaps,
        Days = value.Days,
        IsProvisional = value.IsProvisional,
        MarketSymbols = value.MarketSymbols,
    };

    public override ScanSummary ConvertFromSurrogate(in ScanSummarySurrogate surrogate) => new(
        surrogate.Requested, surrogate.Ranked, surrogate.Filtered, surrogate.Failed, surrogate.Stale, surrogate.Elapsed,
        surrogate.ProviderRequests, surrogate.Tiers, surrogate.AsOf, surrogate.Source)
    {
        Data = surrogate.Data,
        Cut = surrogate.CutSymbols == 0 ? null : new SymbolCut(surrogate.CutSymbols, surrogate.CutSession),
        WithGaps = surrogate.WithGaps,
        Days = surrogate.Days,
        IsProvisional = surrogate.IsProvisional,
        MarketSymbols = surrogate.MarketSymbols,
    };
}

[GenerateSerializer, Immutable, Alias("technic.Regime")]
public struct RegimeSurrogate
{
    [Id(0)] public MarketTrend Trend;
    [Id(1)] public bool? HighVolatility;
    [Id(2)] public RegimeSource Source;
    [Id(3)] public double? Breadth;
}

[RegisterConverter, RegisterCopier]
public sealed class RegimeConverter : CoreConverter<Regime, RegimeSurrogate>
{
    public override RegimeSurrogate ConvertToSurrogate(in Regime value) =>
        new() { Trend = value.Trend, HighVolatility = value.HighVolatility, Source = value.Source, Breadth = value.Breadth };

    public override Regime ConvertFromSurrogate(in RegimeSurrogate surrogate) =>
        new(surrogate.Trend, surrogate.HighVolatility, surrogate.Source, surrogate.Breadth);
}

[GenerateSerializer, Immutable, Alias("technic.TradePlan")]
public struct TradePlanSurrogate
{
    [Id(0)] public TradeDirection Direction;
    [Id(1)] public double Entry;
    [Id(2)] public double Stop;
    [Id(3)] public double Target;
    [Id(4)] public long Shares;
    [Id(5)] public SizeLimit LimitedBy;
    [Id(6)] public PlanStyle Style;
}

[RegisterConverter, RegisterCopier]
public sealed class TradePlanConverter : CoreConverter<TradePlan, TradePlanSurrogate>
{
    public override TradePlanSurrogate ConvertToSurrogate(in TradePlan value) => new()
    {
        Direction = value.Direction,
        Entry = value.Entry,
        Stop = value.Stop,
        Target = value.Target,
        Shares = value.Shares,
        LimitedBy = value.LimitedBy,
        Style = value.Style,
    };

    public override TradePlan ConvertFromSurrogate(in TradePlanSurrogate surrogate) =>
        new(surrogate.Direction, surrogate.Entry, surrogate.Stop, surrogate.Target, surrogate.Shares, surrogate.LimitedBy)
        {
            Style = surrogate.Style,
        };
}

/// <summary>A place in the ranking, without its row.</summary>
[GenerateSerializer, Immutable, Alias("technic.RankedPlace")]
public struct RankedPlace
{
    [Id(0)] public int Rank;
    [Id(1)] public Listing Listing;
    [Id(2)] public double? RelativeStrength;
    [Id(3)] public TradePlan? Plan;
    [Id(4)] public bool Stale;
    [Id(5)] public int Age;
    [Id(6)] public string[]? FormulaNames;
    [Id(7)] public double?[]? FormulaValues;

    public static RankedPlace Of(RankedRow row) => new()
    {
        Rank = row.Rank,
        Listing = row.Listing,
        RelativeStrength = row.RelativeStrength,
        Plan = row.Plan,
        Stale = row.Stale,
        Age = row.Age,
        FormulaNames = row.Formulas.Count == 0 ? null : [.. row.Formulas.Select(formula => formula.Name)],
        FormulaValues = row.Formulas.Count == 0 ? null : [.. row.Formulas.Select(formula => formula.Value)],
    };

    public readonly RankedRow With(ScanRow row) => new(Rank, Listing, row, RelativeStrength, Plan, Stale)
    {
        Age = Age,
        Formulas = FormulaNames is { } names ? [.. names.Zip(FormulaValues ?? [], (name, value) => new FormulaResult(name, value))] : [],
    };
}

/// <summary>A symbol without a row.</summary>
[GenerateSerializer, Immutable, Alias("technic.SymbolFailure")]
public struct SymbolFailureSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public string Reason;
}

[RegisterConverter, RegisterCopier]
public sealed class SymbolFailureConverter : CoreConverter<SymbolFailure, SymbolFailureSurrogate>
{
    public override SymbolFailureSurrogate ConvertToSurrogate(in SymbolFailure value) =>
        new() { Symbol = value.Symbol.Text, Reason = value.Reason };

    public override SymbolFailure ConvertFromSurrogate(in SymbolFailureSurrogate surrogate) =>
        new(Symbol.Parse(surrogate.Symbol), surrogate.Reason);
}

/// <summary>A symbol whose prices jump; the time is in minutes, as in <see cref="BarTime"/>.</summary>
[GenerateSerializer, Immutable, Alias("technic.SymbolJump")]
public struct SymbolJumpSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public int At;
    [Id(2)] public double Ratio;
    [Id(3)] public int Bars;
}

[RegisterConverter, RegisterCopier]
public sealed class SymbolJumpConverter : CoreConverter<SymbolJump, SymbolJumpSurrogate>
{
    public override SymbolJumpSurrogate ConvertToSurrogate(in SymbolJump value) =>
        new() { Symbol = value.Symbol.Text, At = value.Jump.At.Minutes, Ratio = value.Jump.Ratio, Bars = value.Jump.Bars };

    public override SymbolJump ConvertFromSurrogate(in SymbolJumpSurrogate surrogate) =>
        new(Symbol.Parse(surrogate.Symbol), new PriceJump(new BarTime(surrogate.At), surrogate.Ratio, surrogate.Bars));
}

/// <summary>Why a symbol is not among the rows.</summary>
[GenerateSerializer, Immutable, Alias("technic.SymbolReason")]
public struct SymbolReasonSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public string Reason;
    [Id(2)] public bool IsFailure;
}

[RegisterConverter, RegisterCopier]
public sealed class SymbolReasonConverter : CoreConverter<SymbolReason, SymbolReasonSurrogate>
{
    public override SymbolReasonSurrogate ConvertToSurrogate(in SymbolReason value) =>
        new() { Symbol = value.Symbol.Text, Reason = value.Reason, IsFailure = value.IsFailure };

    public override SymbolReason ConvertFromSurrogate(in SymbolReasonSurrogate surrogate) =>
        new(Symbol.Parse(surrogate.Symbol), surrogate.Reason, surrogate.IsFailure);
}

[GenerateSerializer, Immutable, Alias("technic.ScanResult")]
public struct ScanResultSurrogate
{
    [Id(0)] public ScanSummary Summary;
    [Id(1)] public Regime? Regime;

    /// <summary>The places of the ranking, in the order of <see cref="Rows"/>.</summary>
    [Id(2)] public RankedPlace[] Places;

    [Id(3)] public RowBlock Rows;
    [Id(4)] public Dictionary<string, int> Filtered;
    [Id(5)] public SymbolFailure[] Failures;
    [Id(6)] public SymbolJump[] Jumps;

    /// <summary><c>null</c> from a writer that did not send them: none.</summary>
    [Id(7)] public SymbolReason[]? Reasons;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanResultConverter(ScanMethods? methods = null) : CoreConverter<ScanResult, ScanResultSurrogate>
{
    public override ScanResultSurrogate ConvertToSurrogate(in ScanResult value) => new()
    {
        Summary = value.Summary,
        Regime = value.Regime,
        Places = [.. value.Rows.Select(RankedPlace.Of)],
        Rows = RowBlock.Of([.. value.Rows.Select(row => row.Row)]),
        Filtered = new Dictionary<string, int>(value.Filtered),
        Failures = [.. value.Failures],
        Jumps = [.. value.Jumps],
        Reasons = value.Reasons.Count == 0 ? null : [.. value.Reasons],
    };

    public override ScanResult ConvertFromSurrogate(in ScanResultSurrogate surrogate)
    {
        var places = surrogate.Places ?? [];
        RankedRow[] rows = [.. surrogate.Rows.ToRows(methods).Select((row, i) => places[i].With(row))];
        return new ScanResult(surrogate.Summary, surrogate.Regime, rows, surrogate.Filtered ?? [], surrogate.Failures ?? [])
        {
            Jumps = surrogate.Jumps ?? [],
            Reasons = surrogate.Reasons ?? [],
        };
    }
}

/// <summary>A result from the newest sessions, while the others are loading.</summary>
[GenerateSerializer, Immutable, Alias("technic.ScanProvisional")]
public struct ScanProvisionalSurrogate
{
    [Id(0)] public ScanResult Result;
    [Id(1)] public int Sessions;
    [Id(2)] public int Needed;
}

[RegisterConverter, RegisterCopier]
public sealed class ScanProvisionalConverter : CoreConverter<ScanProvisional, ScanProvisionalSurrogate>
{
    public override ScanProvisionalSurrogate ConvertToSurrogate(in ScanProvisional value) =>
        new() { Result = value.Result, Sessions = value.Sessions, Needed = value.Needed };

    public override ScanProvisional ConvertFromSurrogate(in ScanProvisionalSurrogate surrogate) =>
        new(surrogate.Result, surrogate.Sessions, surrogate.Needed);
}
