using Technic.Grains;

namespace Technic.Front.Cluster;

/// <summary>A connection to the cluster while it lasts.</summary>
/// <param name="Engine">The cluster's engine.</param>
/// <param name="Lost">Is cancelled when the connection is lost: whoever waits for an answer waits in vain.</param>
internal sealed record ClusterSession(ClusterEngine Engine, CancellationToken Lost);
