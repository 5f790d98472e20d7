using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Technic.Web.Pages;

/// <summary>A file or page as an answer: 304 for a browser that has it, compressed for one that takes Brotli.</summary>
/// <param name="file">What is sent.</param>
/// <param name="isForever">Whether the address never means anything else, so that a browser need not ask again.</param>
internal sealed class PageFileResult(PageFile file, bool isForever) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = isForever ? "public, max-age=31536000, immutable" : "no-cache";
        if (request.Headers.IfNoneMatch.Any(tags => tags!.Contains(file.Tag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = file.ContentType;
        var body = file.Content;
        if (file.IsText && TakesBrotli(request))
        {
            response.Headers.ContentEncoding = "br";
            body = file.Compressed;
        }
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
    }

    private static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && encoding.Quality is null or > 0);
}
