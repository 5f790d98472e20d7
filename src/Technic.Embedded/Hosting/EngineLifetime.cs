using Microsoft.Extensions.Hosting;

namespace Technic.Embedded.Hosting;

/// <summary>Opens an engine when the host starts, and writes all its prices to the store when the host stops.</summary>
/// <param name="open">Opens the engine; not called before the host starts, so that invalid options are reported before.</param>
internal sealed class EngineLifetime(Func<EmbeddedEngine> open) : IHostedService
{
    private EmbeddedEngine? _engine;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _engine = open();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _engine?.FlushAsync(cancellationToken) ?? Task.CompletedTask;
}
