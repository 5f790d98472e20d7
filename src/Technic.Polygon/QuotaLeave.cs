using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Takes a call's leave to make one request out of the quota.</summary>
internal sealed class QuotaLeave(IRequestQuota quota)
{
    /// <summary>Waits for leave, unless the call has one that it did not use.</summary>
    /// <returns>
    /// <c>null</c> with leave; a <see cref="CircuitChangedException"/> when the phase ended first, which uses up no quota; else the error.
    /// </returns>
    public async ValueTask<Exception?> TakeAsync(Call call, Circuit.Phase phase, CancellationToken cancellationToken)
    {
        if (call.HasLeave) return null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, phase.Ending);
        try
        {
            await quota.WaitAsync(either.Token).ConfigureAwait(false);
            call.HasLeave = true;
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

/// <summary>The circuit opened or closed while a call was waiting for the quota: the breaker has to be asked again.</summary>
internal sealed class CircuitChangedException : Exception;
