using System.Collections.Immutable;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>The formulas of a scan as text, and the bars of the other symbols that they use. A silo compiles a text once.</summary>
/// <param name="Version">The version of the language.</param>
/// <param name="Where">The condition.</param>
/// <param name="Sort">The order.</param>
/// <param name="Columns">The request's own columns.</param>
/// <param name="Formulas">The named formulas.</param>
/// <param name="References">The histories of the other symbols.</param>
[GenerateSerializer, Immutable, Alias("technic.FormulaMessage")]
public sealed record FormulaMessage(
    [property: Id(0)] int Version,
    [property: Id(1)] string? Where,
    [property: Id(2)] string Sort,
    [property: Id(3)] ImmutableArray<string> Columns,
    [property: Id(4)] string Formulas,
    [property: Id(5)] ImmutableArray<ReferenceMessage> References)
{
    /// <summary>The message of a computation; <c>null</c> if it has no formulas.</summary>
    public static FormulaMessage? Of(IHistoryComputation? computation)
    {
        if (computation is not FormulaRows rows) return null;
        var request = rows.Formulas.Request;
        return new FormulaMessage(
            FormulaProgram.Version, request.Where, request.Sort, [.. request.Columns], request.Formulas,
            [.. rows.References.BySymbol.Select(entry => ReferenceMessage.Of(entry.Key, entry.Value))]);
    }

    /// <summary>The computation of rows with what these formulas need of the histories.</summary>
    /// <param name="rows">The computation of rows.</param>
    /// <param name="methods">The functions of this process.</param>
    /// <exception cref="ScanRequestException">The formulas are of another version of the language, or use unknown functions.</exception>
    public IHistoryComputation ToComputation(IRowComputation rows, ScanMethods methods)
    {
        if (Version != FormulaProgram.Version)
        {
            throw new ScanRequestException(
                $"The formulas are of version {Version} of the language, but this silo has version {FormulaProgram.Version}.");
        }
        var formulas = ScanFormulas.Of(new ScanRequest
        {
            Where = Where, Sort = Sort, Columns = Columns, Formulas = Formulas, Methods = methods,
        });
        var references = References.Length == 0
            ? ReferenceSeries.None
            : new ReferenceSeries(References.ToDictionary(r => Symbol.Parse(r.Symbol), r => r.ToBars()));
        return new FormulaRows(rows, formulas, references);
    }
}

/// <summary>The bars of another symbol of a formula.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Times">The starts of the bars, in minutes.</param>
/// <param name="Values">Open, high, low, close, volume and, if there is one, volume-weighted average price, one after another.</param>
[GenerateSerializer, Immutable, Alias("technic.ReferenceMessage")]
public sealed record ReferenceMessage(
    [property: Id(0)] string Symbol, [property: Id(1)] ImmutableArray<int> Times, [property: Id(2)] ImmutableArray<double> Values)
{
    public static ReferenceMessage Of(Symbol symbol, BarSeries bars) => new(
        symbol.Text, [.. bars.Times.ToArray().Select(time => time.Minutes)],
        [.. Enumerable.Range(0, bars.Columns).SelectMany(column => bars.Column(column).ToArray())]);

    public BarSeries ToBars() => BarSeries.FromColumns([.. Times], [.. Values]);
}
