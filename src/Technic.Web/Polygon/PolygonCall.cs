using Microsoft.AspNetCore.Http;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Web.Problems;
using Technic.Web.Requests;

namespace Technic.Web.Polygon;

/// <summary>Answers a request to an endpoint of the Polygon-compatible API.</summary>
internal delegate Task<IResult> PolygonHandler(PolygonCall call);

/// <summary>A request to the Polygon-compatible API, and what answers it.</summary>
internal sealed class PolygonCall(HttpContext context, IScanEngine engine, MarketClock clock)
{
    private const string TierHeader = "X-Technic-Tier";

    private PolygonQuery? _query;

    public HttpContext Context => context;

    public IScanEngine Engine => engine;

    public MarketClock Clock => clock;

    public CancellationToken Cancellation => context.RequestAborted;

    /// <exception cref="ScanRequestException">Invalid cursor.</exception>
    /// <exception cref="NotServedException">The cursor is one of Polygon's.</exception>
    public PolygonQuery Query => _query ??= PolygonQuery.Of(context.Request);

    /// <summary>The whole market.</summary>
    /// <exception cref="NotServedException">The engine does not provide it.</exception>
    public IMarketReference Market => engine as IMarketReference ?? throw NotServedException.Without("the whole market");

    /// <summary>A parameter of the path.</summary>
    public string Part(string name) => context.Request.RouteValues[name] as string ?? "";

    /// <summary>The ticker of the path.</summary>
    /// <exception cref="ScanRequestException">Invalid ticker.</exception>
    /// <exception cref="NotServedException">The ticker of an option, index, currency or future.</exception>
    public Symbol Symbol => SymbolOf(Part("ticker"));

    /// <summary>Parses a ticker.</summary>
    /// <inheritdoc cref="Symbol"/>
    public static Symbol SymbolOf(string ticker)
    {
        var isStock = ticker is not [_, ':', ..];
        try
        {
            return ScanFields.SymbolOf(ticker);
        }
        catch (ScanRequestException problem) when (!isStock)
        {
            throw NotServedException.Unsupported(problem.Message);
        }
    }

    /// <summary>A date of the path.</summary>
    /// <exception cref="ScanRequestException">Invalid date.</exception>
    public DateOnly Date => PolygonQuery.DayOf("date", Part("date"));

    /// <summary>The form of the prices: adjusted for splits by default.</summary>
    /// <exception cref="ScanRequestException">The value is not <c>true</c> or <c>false</c>.</exception>
    public PriceAdjustment Adjustment => Query.Flag("adjusted", true) ? PriceAdjustment.Splits : PriceAdjustment.None;

    /// <summary>Looks up a history. The response names its tier.</summary>
    /// <exception cref="NotServedException">The source cannot give the form.</exception>
    public async ValueTask<HistoryLookup> LookUpAsync(PriceHistoryKey key, PriceAdjustment adjustment)
    {
        HistoryLookup lookup;
        try
        {
            lookup = await engine.GetHistoryAsync(key, adjustment, Cancellation).ConfigureAwait(false);
        }
        catch (ScanRequestException) when (adjustment != PriceAdjustment.Splits)
        {
            throw NotServedException.Without("prices as traded (adjusted=false)");
        }
        if (lookup.Succeeded) context.Response.Headers[TierHeader] = lookup.Tier.Word();
        return lookup;
    }

    /// <summary>The response of a failed lookup.</summary>
    public static ProblemResult Failed(HistoryLookup lookup) => Failed(lookup.Problem ?? "No price history.", lookup.Failure);

    /// <summary>The response of a failed request to the provider.</summary>
    public static ProblemResult Failed(string sentence, PriceSourceFailure? failure)
    {
        var problem = Problem.Unavailable(sentence);
        return new ProblemResult(failure switch
        {
            PriceSourceFailure.NotAuthorized or PriceSourceFailure.Forbidden =>
                problem with { Status = StatusCodes.Status403Forbidden, RetryAfter = null },
            PriceSourceFailure.RateLimited => problem with { Status = StatusCodes.Status429TooManyRequests },
            PriceSourceFailure.BadData => problem with { Status = StatusCodes.Status502BadGateway, RetryAfter = null },
            _ => problem,
        });
    }
}
