using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Web.Requests;

/// <summary>The parameters of a history request: the symbol in the path, the window and the form of the prices in the query.</summary>
internal sealed record RequestedHistory(PriceHistoryKey Key, PriceAdjustment Adjust) : IBindableFromHttpContext<RequestedHistory>
{
    /// <summary>The route parameter of the symbol.</summary>
    public const string Symbol = "symbol";

    private static readonly ScanField[] Fields = [.. ScanFields.History, RequestedFormat.Field];

    public static ValueTask<RequestedHistory?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var symbol = ScanFields.SymbolOf(context.Request.RouteValues);
        var window = FieldReader.OfQuery(context.Request.Query, Fields).Build();
        window.Validate(NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        return ValueTask.FromResult<RequestedHistory?>(new RequestedHistory(window.KeyOf(symbol), window.Adjust));
    }
}
