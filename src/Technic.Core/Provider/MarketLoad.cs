using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Text;

namespace Technic.Core.Provider;

/// <summary>The progress of the whole-market days of a scan.</summary>
/// <param name="Days">Days that are loaded or failed.</param>
/// <param name="Planned">Days to request.</param>
/// <param name="Left">
/// The remaining duration of the plan, including its single symbols: by the quota, or by the pace so far; <c>null</c> before the first day.
/// </param>
public sealed record LoadProgress(
    int Days, int Planned,
    [property: JsonPropertyName("leftMs"), JsonConverter(typeof(MillisecondsConverter)),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    TimeSpan? Left = null);

/// <summary>One step of a load.</summary>
/// <param name="Progress">The progress.</param>
/// <param name="Requests">The number of requests of the step.</param>
/// <param name="Problem">Why it loaded nothing; <c>null</c> when it succeeded.</param>
/// <param name="Unpublished">The session that the provider has not published yet, if that is the reason.</param>
public readonly record struct LoadStep(LoadProgress Progress, int Requests, PriceSourceException? Problem, DateOnly? Unpublished = null);

/// <summary>
/// Executes the whole-market part of a plan, the newest day first, several at a time; a failed day does not stop the others.
/// </summary>
public sealed partial class MarketLoad(IMarketLoader loader, IPriceSource source, TimeProvider time, ILogger<MarketLoad> logger)
{
    private const int Window = 12;

    /// <summary>Loads the splits and then the days.</summary>
    /// <param name="order">The plan.</param>
    /// <param name="checkedSince">The instant at or after which the splits must have been listed.</param>
    /// <param name="cancellationToken">Cancels the load; loaded data is kept.</param>
    public async IAsyncEnumerable<LoadStep> RunAsync(
        LoadOrder order, DateTimeOffset checkedSince, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var (days, requests) = (0, 0);
        if (order.SplitsFrom is { } from)
        {
            // No day is usable without the splits: if they fail, nothing else is requested.
            var splits = await TryAsync(loader.LoadSplitsAsync(from, checkedSince, cancellationToken)).ConfigureAwait(false);
            if (splits.Problem is not null) LogFailed("The splits", splits.Problem.Message);
            requests += splits.Requests;
            yield return Step(splits);
            if (splits.Problem is not null) yield break;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcomes = Channel.CreateUnbounded<(DateOnly Day, int Requests, PriceSourceException? Problem)>(
            new UnboundedChannelOptions { SingleReader = true });
        var working = WorkAsync();
        try
        {
            await foreach (var outcome in outcomes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                days++;
                requests += outcome.Requests;
                var isPublished = outcome.Problem?.Failure != PriceSourceFailure.NotPublished;
                yield return isPublished
                    ? Step((outcome.Requests, outcome.Problem))
                    : Step((outcome.Requests, null)) with { Unpublished = outcome.Day };
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        LoadStep Step((int Requests, PriceSourceException? Problem) outcome) =>
            new(
                new LoadProgress(days, order.Days.Count, Left(order.Plan, requests, time.GetElapsedTime(started))), outcome.Requests,
                outcome.Problem);

        async Task WorkAsync()
        {
            try
            {
                await Task.Yield();
                await LoadInOrderAsync().ConfigureAwait(false);
                outcomes.Writer.Complete();
            }
            catch (Exception problem)
            {
                outcomes.Writer.Complete(problem);
                throw;
            }
        }

        // The loads start one after the other, so that a quota gives its permits to the newest days first.
        async Task LoadInOrderAsync()
        {
            using var places = new SemaphoreSlim(Window);
            var loads = new List<Task>(order.Days.Count);
            try
            {
                foreach (var day in order.Days.Reverse())
                {
                    await places.WaitAsync(stopping.Token).ConfigureAwait(false);
                    loads.Add(LoadAsync(day, places));
                }
            }
            finally
            {
                await Task.WhenAll(loads).ConfigureAwait(false);
            }
        }

        async Task LoadAsync(DateOnly day, SemaphoreSlim places)
        {
            try
            {
                var outcome = await TryAsync(loader.LoadDayAsync(day, stopping.Token)).ConfigureAwait(false);
                if (outcome.Problem is not null) LogFailed($"The market day {day:yyyy-MM-dd}", outcome.Problem.Message);
                outcomes.Writer.TryWrite((day, outcome.Requests, outcome.Problem));
            }
            catch
            {
                await stopping.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                places.Release();
            }
        }
    }

    /// <summary>
    /// Under a quota, every request beyond the first minute's has a fixed time; otherwise the pace so far is the best estimate.
    /// </summary>
    private TimeSpan? Left(LoadPlan plan, int made, TimeSpan elapsed)
    {
        var rest = Math.Max(0, plan.Requests - made);
        if (source.RequestsPerMinute is { } quota)
            return made <= quota
                ? Positive(PriceSources.TimeFor(plan.Requests, quota) - elapsed)
                : rest * (PriceSources.QuotaMinute / quota);
        return made == 0 ? null : elapsed / made * rest;
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private static async Task<(int Requests, PriceSourceException? Problem)> TryAsync(Task<int> load)
    {
        try
        {
            return (await load.ConfigureAwait(false), null);
        }
        catch (PriceSourceException problem)
        {
            return (problem.Requests, problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} could not be loaded: {Problem}")]
    private partial void LogFailed(string what, string problem);
}
