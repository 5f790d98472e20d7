using Microsoft.AspNetCore.Http;
using Technic.Web.Security;

namespace Technic.Web;

/// <summary>
/// HEAD of an address of the API has the status and the headers of GET (RFC 9110, section 9.3.2): the endpoint handles it as GET, and the
/// server sends no body. The files of the pages handle it themselves.
/// </summary>
internal static class HeadRequests
{
    public static Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method) && Addresses.IsApi(context.Request.Path)) context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
