namespace Technic.Silo.Health;

/// <summary>Whether the silo takes part in its cluster.</summary>
internal sealed class SiloLife : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile bool _isActive;

    public bool IsActive => _isActive;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(SiloLife), ServiceLifecycleStage.Active, BeginAsync, EndAsync);

    private Task BeginAsync(CancellationToken cancellationToken)
    {
        _isActive = true;
        return Task.CompletedTask;
    }

    private Task EndAsync(CancellationToken cancellationToken)
    {
        _isActive = false;
        return Task.CompletedTask;
    }
}
