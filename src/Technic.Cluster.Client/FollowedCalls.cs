namespace Technic.Cluster.Client;

/// <summary>
/// Calls whose work may take longer than Orleans' response timeout, because it waits for the provider's quota. The grain answers within a
/// second, with the result or with <c>null</c> while it works; the caller asks again. The grain cancels the work with the caller's token,
/// or when the caller does not ask for a while.
/// </summary>
public sealed class FollowedCalls(ClusterEngineOptions options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Asks until there is a result; if a silo dies, again at another one.</summary>
    /// <param name="ask">Asks the grain; the id identifies the call.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="TimeoutException">No silo responds.</exception>
    /// <exception cref="OrleansException">No silo responds.</exception>
    public async Task<T> RunAsync<T>(Func<Guid, CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var call = Guid.NewGuid();
        for (var losses = 0; ;)
        {
            try
            {
                var answer = await ask(call, cancellationToken).WaitAsync(options.SilenceOrDefault, time, cancellationToken)
                    .ConfigureAwait(false);
                if (answer is not null) return answer;
            }
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken) && ++losses < options.Attempts)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
