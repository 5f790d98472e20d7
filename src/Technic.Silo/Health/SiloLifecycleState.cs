namespace Technic.Silo.Health;

/// <summary>Tracks whether the silo is active in its cluster.</summary>
internal sealed class SiloLifecycleState : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile bool _isActive;

    public bool IsActive => _isActive;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloLifecycleState), ServiceLifecycleStage.Active, BeginAsync, EndAsync);

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
