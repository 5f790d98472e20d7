using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Technic.Web.Pages;

/// <summary>
/// Renders each page once. A page is static: its script loads all data from the API.
/// </summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<Type, Lazy<Task<PageFile>>> _pages = new();

    /// <summary>Renders a page component.</summary>
    public Task<PageFile> RenderAsync<TPage>() where TPage : IComponent =>
        _pages.GetOrAdd(typeof(TPage), type => new Lazy<Task<PageFile>>(() => RenderAsync(type))).Value;

    private async Task<PageFile> RenderAsync(Type page)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(
            async () => (await renderer.RenderComponentAsync(page).ConfigureAwait(true)).ToHtmlString())
            .ConfigureAwait(false);
        return new PageFile(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
    }
}
