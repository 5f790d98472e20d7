using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Plans;

namespace Technic.Web.Requests;

/// <summary>
/// The parameters of a row request: the symbol in the path, the window, the form of the prices and the risk settings in the query.
/// </summary>
internal sealed record RequestedRow(PriceHistoryKey Key, PriceAdjustment Adjust, RiskBudget Risk) : IBindableFromHttpContext<RequestedRow>
{
    /// <summary>The fields of the query.</summary>
    public static ImmutableArray<ScanField> Fields { get; } = [.. ScanFields.History, .. ScanFields.Risk];

    public static ValueTask<RequestedRow?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var symbol = ScanFields.SymbolOf(context.Request.RouteValues);
        var request = FieldReader.OfQuery(context.Request.Query, Fields).Build();
        request.Validate(NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        return ValueTask.FromResult<RequestedRow?>(new RequestedRow(request.KeyOf(symbol), request.Adjust, request.Risk));
    }
}
