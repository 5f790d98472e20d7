using Technic.Cluster.Client;


namespace Technic.Front.Cluster;

/// <summary>A connection to the cluster.</summary>
/// <param name="Grains">The grains of the cluster.</param>
/// <param name="Engine">The engine of the cluster.</param>
/// <param name="Lost">Cancelled when the connection is lost.</param>
internal sealed record ClusterSession(IGrainFactory Grains, ClusterEngine Engine, CancellationToken Lost);
