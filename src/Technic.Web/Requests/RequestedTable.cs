using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Technic.Columnar;

namespace Technic.Web.Requests;

/// <summary>The format of a response that is a table and has no JSON: like <see cref="RequestedFormat"/>, CSV as a rule.</summary>
/// <param name="Format">The format.</param>
internal sealed record RequestedTable(TableFormat Format) : IBindableFromHttpContext<RequestedTable>
{
    /// <inheritdoc cref="RequestedFormat.BindAsync"/>
    public static ValueTask<RequestedTable?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return ValueTask.FromResult<RequestedTable?>(new RequestedTable(RequestedFormat.OfTable(context.Request)));
    }
}
