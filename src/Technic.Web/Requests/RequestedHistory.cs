using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;

namespace Technic.Web.Requests;

/// <summary>The history that a request asks for: the symbol in its path, the window in its query.</summary>
internal sealed record RequestedHistory(PriceHistoryKey Key) : IBindableFromHttpContext<RequestedHistory>
{
    /// <summary>The name of the symbol's place in a route.</summary>
    public const string Symbol = "symbol";

    public static ValueTask<RequestedHistory?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var symbol = ScanFields.SymbolOf(context.Request.RouteValues[Symbol] as string ?? "");
        var window = FieldReader.OfQuery(context.Request.Query, ScanFields.Window).Finish();
        window.Validate(NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        return ValueTask.FromResult<RequestedHistory?>(new RequestedHistory(window.KeyOf(symbol)));
    }
}
