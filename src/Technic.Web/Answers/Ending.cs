using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Technic.Web.Answers;

/// <summary>What ends long work: the client leaves, or the server stops.</summary>
internal static class Ending
{
    public static CancellationTokenSource Of(HttpContext context) => CancellationTokenSource.CreateLinkedTokenSource(
        context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
}
