using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary>A market day that was requested again.</summary>
/// <param name="Requests">The number of provider requests.</param>
internal sealed record ReloadedDay(int Requests);

/// <summary><c>/api/data</c>: the stored market days, an audit of them, and the coverage of a symbol.</summary>
internal static class DataApi
{
    private const string NoDays = "This engine does not store whole sessions of the market.";

    /// <summary>The window of a symbol's coverage in calendar days.</summary>
    private const int CoverageDays = 400;

    public static void MapData(this IEndpointRouteBuilder api)
    {
        var data = api.MapGroup("/data").WithTags("Data")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        data.MapGet("/days", DaysAsync).WithName("getDays")
            .WithSummary("List the stored market days with their symbols and whether they are final.")
            .WithDescription("A day is preliminary until the provider has corrected it, in the night after the session.")
            .Produces<MarketDaysDocument>();
        data.MapGet("/audit", AuditAsync).WithName("getAudit")
            .WithSummary("Audit the stored market days.")
            .WithDescription("Finds missing and incomplete days, price jumps, disputed splits, and symbols that stopped.")
            .Produces<MarketAuditDocument>();
        data.MapPost("/days/{day}/reload", ReloadAsync).WithName("reloadDay")
            .WithSummary("Request a market day again.")
            .WithDescription("A response of the provider with far fewer symbols than the stored day is not used.")
            .Describe(new ApiShape { Path = [new PathParameter("day", "The New York date.", "2026-11-20")] })
            .Produces<ReloadedDay>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        data.MapGet("/symbols/{symbol}", SymbolAsync).WithName("getCoverage")
            .WithSummary("Get the stored sessions of a symbol within 400 calendar days.")
            .WithDescription("Says which sessions of the market the symbol has, and which of them are missing.")
            .Describe(new ApiShape { Path = [PathParameter.Symbol] }).Produces<SymbolCoverage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<JsonResponse> DaysAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        // An engine without whole-market days has none; that is not an error.
        var days = engine is IMarketReference market ? await market.GetDaysAsync(cancellationToken).ConfigureAwait(false) : null;
        return JsonResponse.Of(MarketDaysDocument.Of(days ?? []), ReportContext.Default.MarketDaysDocument);
    }

    private static async Task<IResult> AuditAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        if (engine is not IMarketReference market || await market.AuditAsync(cancellationToken).ConfigureAwait(false) is not { } audit)
            return new ProblemResult(Problem.NotFound(NoDays));
        return JsonResponse.Of(MarketAuditDocument.Of(audit), ReportContext.Default.MarketAuditDocument);
    }

    private static async Task<IResult> ReloadAsync(string day, IScanEngine engine, CancellationToken cancellationToken)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var session))
            return new ProblemResult(Problem.BadRequest("The day must be a date such as 2026-11-20."));
        if (engine is not IMarketReference market) return new ProblemResult(Problem.NotFound(NoDays));
        var requests = await market.ReloadDayAsync(session, cancellationToken).ConfigureAwait(false);
        return JsonResponse.Of(new ReloadedDay(requests), WireContext.Default.ReloadedDay);
    }

    private static async Task<IResult> SymbolAsync(string symbol, IScanEngine engine, CancellationToken cancellationToken)
    {
        var key = new PriceHistoryKey(ScanFields.SymbolOf(symbol), CoverageDays, Frequency.Daily);
        var lookup = await engine.GetHistoryAsync(key, cancellationToken).ConfigureAwait(false);
        var problem = await HistoryProblem.OfAsync(key, lookup, engine, cancellationToken).ConfigureAwait(false);
        return problem is not null
            ? new ProblemResult(problem)
            : JsonResponse.Of(SymbolCoverage.Of(lookup), WireContext.Default.SymbolCoverage);
    }
}
