using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Technic.Web.Pages.Components;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Pages;

/// <summary>The pages for people, and the files they load.</summary>
internal static class PagesEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<PageRenderer>();

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapPage<ScanPage>("/");
        pages.MapPage<SymbolPage>("/symbols/{symbol}");
        pages.MapPage<CachePage>("/cache");
        pages.MapPage<ClusterPage>("/cluster");
        // Nothing of a market is in them, and a browser fetches some without its person's key.
        pages.MapMethods("/assets/{version}/{**path}", Reading, FindFile).ForAnybody();
    }

    private static void MapPage<TPage>(this IEndpointRouteBuilder app, string pattern) where TPage : IComponent =>
        app.MapMethods(pattern, Reading, async (PageRenderer renderer) =>
            new PageFileResult(await renderer.RenderAsync<TPage>().ConfigureAwait(false), isForever: false));

    // A page that was opened before an update asks for files of its own version; the new ones serve it better than none.
    private static IResult FindFile(string version, string? path) => PageFiles.All.Find(path ?? "") is { } file
        ? new PageFileResult(file, isForever: version == PageFiles.All.Version)
        : new ProblemResult(Problem.OfStatus(StatusCodes.Status404NotFound));
}
