using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Technic.Web.Pages.Components;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Pages;

/// <summary>The web pages and their static files.</summary>
internal static class PagesEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<PageRenderer>();

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapPage<ScanPage>("/");
        pages.MapPage<SymbolPage>("/symbols/{symbol}");
        pages.MapPage<WatchesPage>("/watches");
        pages.MapPage<StudyPage>("/study");
        pages.MapPage<CachePage>("/cache");
        pages.MapPage<DataPage>("/data");
        pages.MapPage<ClusterPage>("/cluster");
        // Static files contain no data, and browsers request some of them without credentials.
        pages.MapMethods("/assets/{version}/{**path}", Reading, FindFile).ForAnybody();
    }

    private static void MapPage<TPage>(this IEndpointRouteBuilder app, string pattern) where TPage : IComponent =>
        app.MapMethods(pattern, Reading, async (PageRenderer renderer) =>
            new PageFileResult(await renderer.RenderAsync<TPage>().ConfigureAwait(false), isImmutable: false));

    // A page that was opened before an update requests old versions and gets the current files.
    private static IResult FindFile(string version, string? path) => PageFiles.All.Find(path ?? "") is { } file
        ? new PageFileResult(file, isImmutable: version == PageFiles.All.Version)
        : new ProblemResult(Problem.OfStatus(StatusCodes.Status404NotFound));
}
