using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Technic.Web.Pages;

/// <summary>Returns a file or page, with support for 304 and Brotli compression.</summary>
/// <param name="file">The file.</param>
/// <param name="isImmutable">Whether the content of the URL never changes.</param>
internal sealed class PageFileResult(PageFile file, bool isImmutable) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        if (request.Headers.IfNoneMatch.Any(tags => tags!.Contains(file.Tag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = file.ContentType;
        var body = file.Content;
        if (file.IsText && AcceptsBrotli(request))
        {
            response.Headers.ContentEncoding = "br";
            body = file.Compressed;
        }
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
    }

    private static bool AcceptsBrotli(HttpRequest request) =>
        request.GetTypedHeaders()
            .AcceptEncoding.Any(encoding => encoding.Value.Equals("br", StringComparison.OrdinalIgnoreCase)
                && encoding.Quality is null or > 0);
}
