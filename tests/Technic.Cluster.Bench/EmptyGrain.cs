namespace Technic.Cluster.Bench;

/// <summary>A grain that does nothing: what a bare call costs.</summary>
[Alias("technic.bench.IEmptyGrain")]
public interface IEmptyGrain : IGrainWithIntegerKey
{
    [Alias("Call")]
    Task CallAsync();
}

internal sealed class EmptyGrain : Grain, IEmptyGrain
{
    Task IEmptyGrain.CallAsync() => Task.CompletedTask;
}

/// <summary>Calls many empty grains at once from inside the cluster, as a scan that asked every key's grain would.</summary>
[Alias("technic.bench.IFanOutGrain")]
public interface IFanOutGrain : IGrainWithIntegerKey
{
    [Alias("FanOut")]
    Task FanOutAsync(int from, int count);
}

internal sealed class FanOutGrain : Grain, IFanOutGrain
{
    Task IFanOutGrain.FanOutAsync(int from, int count) =>
        Task.WhenAll(Enumerable.Range(from, count).Select(i => GrainFactory.GetGrain<IEmptyGrain>(i).CallAsync()));
}
