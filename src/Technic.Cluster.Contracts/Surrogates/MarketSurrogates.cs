using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Cluster.Contracts;

[GenerateSerializer, Immutable, Alias("technic.Listing")]
public struct ListingSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public string? Name;
    [Id(2)] public string? Exchange;
    [Id(3)] public string? Sector;
    [Id(4)] public string? Industry;
    [Id(5)] public double? MarketCap;
    [Id(6)] public string? Type;
}

[RegisterConverter, RegisterCopier]
public sealed class ListingConverter : CoreConverter<Listing, ListingSurrogate>
{
    public override ListingSurrogate ConvertToSurrogate(in Listing value) => new()
    {
        Symbol = value.Symbol.Text,
        Name = value.Name,
        Exchange = value.Exchange,
        Sector = value.Sector,
        Industry = value.Industry,
        MarketCap = value.MarketCap,
        Type = value.Type,
    };

    public override Listing ConvertFromSurrogate(in ListingSurrogate surrogate) => new(
        Symbol.Parse(surrogate.Symbol), surrogate.Name, surrogate.Exchange, surrogate.Sector, surrogate.Industry,
        surrogate.MarketCap)
    {
        Type = surrogate.Type,
    };
}

[GenerateSerializer, Immutable, Alias("technic.Split")]
public struct SplitSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public DateOnly ExecutionDate;
    [Id(2)] public double Ratio;
}

[RegisterConverter, RegisterCopier]
public sealed class SplitConverter : CoreConverter<Split, SplitSurrogate>
{
    public override SplitSurrogate ConvertToSurrogate(in Split value) =>
        new() { Symbol = value.Symbol.Text, ExecutionDate = value.ExecutionDate, Ratio = value.Ratio };

    public override Split ConvertFromSurrogate(in SplitSurrogate surrogate) =>
        new(Symbol.Parse(surrogate.Symbol), surrogate.ExecutionDate, surrogate.Ratio);
}

[GenerateSerializer, Immutable, Alias("technic.Dividend")]
public struct DividendSurrogate
{
    [Id(0)] public string Symbol;
    [Id(1)] public DateOnly ExDate;
    [Id(2)] public double Amount;
}

[RegisterConverter, RegisterCopier]
public sealed class DividendConverter : CoreConverter<Dividend, DividendSurrogate>
{
    public override DividendSurrogate ConvertToSurrogate(in Dividend value) =>
        new() { Symbol = value.Symbol.Text, ExDate = value.ExDate, Amount = value.Amount };

    public override Dividend ConvertFromSurrogate(in DividendSurrogate surrogate) =>
        new(Symbol.Parse(surrogate.Symbol), surrogate.ExDate, surrogate.Amount);
}

[GenerateSerializer, Immutable, Alias("technic.ProviderAnswer")]
public struct ProviderAnswerSurrogate
{
    [Id(0)] public byte[]? Body;
    [Id(1)] public int Requests;
    [Id(2)] public string? Problem;
    [Id(3)] public PriceSourceFailure? Failure;
}

[RegisterConverter, RegisterCopier]
public sealed class ProviderAnswerConverter : CoreConverter<ProviderAnswer, ProviderAnswerSurrogate>
{
    public override ProviderAnswerSurrogate ConvertToSurrogate(in ProviderAnswer value) =>
        new() { Body = value.Body, Requests = value.Requests, Problem = value.Problem, Failure = value.Failure };

    public override ProviderAnswer ConvertFromSurrogate(in ProviderAnswerSurrogate surrogate) =>
        new(surrogate.Body, surrogate.Requests, surrogate.Problem, surrogate.Failure);
}

[GenerateSerializer, Immutable, Alias("technic.DayReport")]
public struct DayReportSurrogate
{
    [Id(0)] public DateOnly Day;
    [Id(1)] public DayState State;
    [Id(2)] public int? Symbols;
    [Id(3)] public int? Traded;
    [Id(4)] public int LeftOut;
    [Id(5)] public int Fetches;
    [Id(6)] public bool IsImported;
    [Id(7)] public DateTimeOffset? FetchedAt;
}

[RegisterConverter, RegisterCopier]
public sealed class DayReportConverter : CoreConverter<DayReport, DayReportSurrogate>
{
    public override DayReportSurrogate ConvertToSurrogate(in DayReport value) => new()
    {
        Day = value.Day,
        State = value.State,
        Symbols = value.Symbols,
        Traded = value.Traded,
        LeftOut = value.LeftOut,
        Fetches = value.Fetches,
        IsImported = value.IsImported,
        FetchedAt = value.FetchedAt,
    };

    public override DayReport ConvertFromSurrogate(in DayReportSurrogate surrogate) => new(
        surrogate.Day, surrogate.State, surrogate.Symbols, surrogate.Traded, surrogate.LeftOut, surrogate.Fetches,
        surrogate.IsImported, surrogate.FetchedAt);
}

[GenerateSerializer, Immutable, Alias("technic.AuditFinding")]
public struct AuditFindingSurrogate
{
    [Id(0)] public FindingKind Kind;
    [Id(1)] public DateOnly Day;
    [Id(2)] public string? Symbol;
    [Id(3)] public string Text;
}

[RegisterConverter, RegisterCopier]
public sealed class AuditFindingConverter : CoreConverter<AuditFinding, AuditFindingSurrogate>
{
    public override AuditFindingSurrogate ConvertToSurrogate(in AuditFinding value) =>
        new() { Kind = value.Kind, Day = value.Day, Symbol = value.Symbol?.Text, Text = value.Text };

    public override AuditFinding ConvertFromSurrogate(in AuditFindingSurrogate surrogate) =>
        new(surrogate.Kind, surrogate.Day, surrogate.Symbol is { } symbol ? Symbol.Parse(symbol) : null, surrogate.Text);
}

[GenerateSerializer, Immutable, Alias("technic.MarketAudit")]
public struct MarketAuditSurrogate
{
    [Id(0)] public DayReport[] Days;
    [Id(1)] public AuditFinding[] Findings;
}

[RegisterConverter, RegisterCopier]
public sealed class MarketAuditConverter : CoreConverter<MarketAudit, MarketAuditSurrogate>
{
    public override MarketAuditSurrogate ConvertToSurrogate(in MarketAudit value) =>
        new() { Days = [.. value.Days], Findings = [.. value.Findings] };

    public override MarketAudit ConvertFromSurrogate(in MarketAuditSurrogate surrogate) =>
        new(surrogate.Days ?? [], surrogate.Findings ?? []);
}
