using Microsoft.Extensions.Hosting;

namespace Technic.Cli.Setup;

/// <summary>Disables the signal handling and the messages of a host: <see cref="Interruption"/> handles signals.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
