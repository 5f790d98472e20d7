using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Gets a call's permit for one request from the quota.</summary>
internal sealed class QuotaPermit(IRequestQuota quota)
{
    /// <summary>Waits for a permit, unless the call has an unused one.</summary>
    /// <returns>
    /// <c>null</c> with a permit; a <see cref="CircuitChangedException"/> when the phase ended first, which uses no quota; else the error.
    /// </returns>
    public async ValueTask<Exception?> TakeAsync(Call call, Circuit.Phase phase, CancellationToken cancellationToken)
    {
        if (call.HasPermit) return null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, phase.Ending);
        try
        {
            await quota.WaitAsync(either.Token).ConfigureAwait(false);
            call.HasPermit = true;
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CircuitChangedException();
        }
        catch (OperationCanceledException)
        {
            return new OperationCanceledException(cancellationToken);
        }
        catch (Exception error)
        {
            return error;
        }
    }
}

/// <summary>The circuit opened or closed while a call was waiting for the quota: the call must try the breaker again.</summary>
internal sealed class CircuitChangedException : Exception;
