using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Technic.Embedded.Hosting;

/// <summary>Opens the engine when the host starts, and writes all prices to the store when it stops.</summary>
internal sealed class EngineLifetime(IServiceProvider services) : IHostedService
{
    private EmbeddedEngine? _engine;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not in the constructor, so that invalid options are reported before.
        _engine = services.GetRequiredService<EmbeddedEngine>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _engine?.FlushAsync(cancellationToken) ?? Task.CompletedTask;
}
