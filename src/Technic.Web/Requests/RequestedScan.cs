using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Web.Requests;

/// <summary>
/// The scan that a request asks for: in its query when it is a GET, else in its body. What cannot be carried out is refused before anything
/// begins.
/// </summary>
internal sealed record RequestedScan(ScanRequest Scan) : IBindableFromHttpContext<RequestedScan>
{
    public static async ValueTask<RequestedScan?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var draft = HttpMethods.IsGet(context.Request.Method)
            ? FieldReader.OfQuery(context.Request.Query, ScanFields.All)
            : await OfBodyAsync(context).ConfigureAwait(false);
        var scan = draft.Finish();
        scan.Validate(NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        var most = context.RequestServices.GetRequiredService<TechnicWebOptions>().SymbolsPerScan;
        return scan.MaxSymbols <= most
            ? new RequestedScan(scan)
            : throw new ScanRequestException($"{scan.MaxSymbols} symbols are too many for one scan here: at most {most} are looked up.");
    }

    private static async Task<ScanDraft> OfBodyAsync(HttpContext context)
    {
        using var permit = context.RequestServices.GetRequiredService<Permits>().TakeBody();
        return await FieldReader.OfBodyAsync(context.Request, ScanFields.All).ConfigureAwait(false);
    }
}
