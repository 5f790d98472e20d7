using Orleans.Concurrency;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Answers wherever a call comes in.</summary>
[StatelessWorker(1)]
internal sealed class GatewayGrain : Grain, IGatewayGrain
{
    Task IGatewayGrain.AnswerAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
