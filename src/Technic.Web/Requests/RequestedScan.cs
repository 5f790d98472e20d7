using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Web.Requests;

/// <summary>
/// The parameters of a scan request: in the query of a GET, otherwise in the body. They are validated before the scan starts.
/// </summary>
internal sealed record RequestedScan(ScanRequest Scan) : IBindableFromHttpContext<RequestedScan>
{
    public static async ValueTask<RequestedScan?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var draft = HttpMethods.IsGet(context.Request.Method)
            ? FieldReader.OfQuery(context.Request.Query, ScanFields.All)
            : await OfBodyAsync(context).ConfigureAwait(false);
        var options = context.RequestServices.GetRequiredService<TechnicWebOptions>();
        return Of(draft, options, NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
    }

    /// <summary>The scan of a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="options">The named formulas and the limit of the server.</param>
    /// <param name="today">Today's date in New York.</param>
    /// <exception cref="ScanRequestException">It is invalid.</exception>
    public static RequestedScan Of(ScanDraft draft, TechnicWebOptions options, DateOnly today)
    {
        var scan = draft.Build().WithNamed(options.Formulas) with { Methods = options.MethodsOrBuiltIn };
        scan.Validate(today);
        var max = options.SymbolsPerScan;
        // A request without a limit gets the server's limit, and the result reports the dropped symbols.
        if (scan.MaxSymbols is null) return new RequestedScan(scan with { MaxSymbols = max });
        return scan.MaxSymbols <= max
            ? new RequestedScan(scan)
            : throw new ScanRequestException($"{scan.MaxSymbols} symbols exceed the limit of this server ({max} per scan).");
    }

    private static async Task<ScanDraft> OfBodyAsync(HttpContext context)
    {
        using var permit = context.RequestServices.GetRequiredService<Permits>().TakeBody();
        return await FieldReader.OfBodyAsync(context.Request, ScanFields.All).ConfigureAwait(false);
    }
}
