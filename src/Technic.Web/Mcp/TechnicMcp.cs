using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Technic.Core.Market.Calendar;
using Technic.Web.Problems;
using Technic.Web.Scans;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>
/// The MCP server (Model Context Protocol): the tools of <see cref="McpTools"/> for language models, over HTTP at <c>/mcp</c> and over
/// standard input and output.
/// </summary>
public static class TechnicMcp
{
    private const string Path = "/mcp";

    /// <summary>
    /// Adds a server over standard input and output. The host registers an engine (<see cref="Core.Engine.IScanEngine"/>).
    /// </summary>
    public static IServiceCollection AddTechnicMcp(this IServiceCollection services, TechnicWebOptions options)
    {
        services.AddTools(options).WithStdioServerTransport();
        return services;
    }

    /// <summary>Adds the server of <see cref="MapMcpServer"/>.</summary>
    internal static void AddMcpEndpoint(this IServiceCollection services, TechnicWebOptions options) =>
        // Without sessions, so that any front answers any request.
        services.AddTools(options).WithHttpTransport(http => http.Stateless = true);

    internal static void MapMcpServer(this IEndpointRouteBuilder app) => app.MapMcp(Path).ForReaders()
        .WithMetadata(new ExcludeFromDescriptionAttribute());

    private static IMcpServerBuilder AddTools(this IServiceCollection services, TechnicWebOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new MarketClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(options);
        services.TryAddSingleton<Permits>();
        services.TryAddSingleton<LocalStudies>();
        services.TryAddSingleton<StudyJobs>();
        services.TryAddSingleton<ProblemHandler>();
        services.AddHttpContextAccessor();
        return services.AddMcpServer(server =>
        {
            server.ServerInfo = new Implementation
            {
                Name = "technic", Title = "Technic", Version = typeof(TechnicMcp).Assembly.GetName().Version!.ToString(3),
            };
            server.ServerInstructions = McpTools.Instructions;
            // Called for tools that do not exist.
            server.Handlers.CallToolHandler = (request, _) => throw DescribedTool.Unknown(request.Params?.Name ?? "");
            server.Filters.Request.ListToolsFilters.Add(next => async (request, cancellationToken) =>
            {
                // The SDK keeps tools without an order; the same list each time can be cached by a model.
                var answer = await next(request, cancellationToken).ConfigureAwait(false);
                answer.Tools = [.. answer.Tools.OrderBy(tool => DescribedTool.PlaceOf(tool.Name))];
                return answer;
            });
        }).WithTools(McpTools.All.Select(tool => (McpServerTool)new DescribedTool(tool)));
    }
}
