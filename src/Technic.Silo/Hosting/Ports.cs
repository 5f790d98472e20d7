using System.Net;
using System.Net.Sockets;
using Technic.Cluster.Client;
using Technic.Silo.Settings;

namespace Technic.Silo.Hosting;

/// <summary>
/// Checks that the ports of a silo are free. Orleans opens its ports for sharing, so that two silos on one port would receive each other's
/// messages.
/// </summary>
internal static class Ports
{
    /// <summary>Returns an error message; <c>null</c> if the ports are free.</summary>
    public static string? Error(SiloSettings settings)
    {
        var address = settings.Address ?? (settings.Cluster.Kind == ClusterKind.Localhost ? IPAddress.Loopback : IPAddress.Any);
        return Error("SiloPort", new IPEndPoint(address, settings.Cluster.SiloPort))
            ?? Error("GatewayPort", new IPEndPoint(address, settings.Cluster.GatewayPort))
            ?? Error("HttpPort", new IPEndPoint(settings.HttpAddress, settings.HttpPort));
    }

    private static string? Error(string key, IPEndPoint endpoint)
    {
        try
        {
            using var listener = new TcpListener(endpoint);
            listener.Start();
            return null;
        }
        catch (SocketException problem)
        {
            return problem.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"Port {endpoint.Port} is already in use. Change {ClusterSettings.Section}:{key}, or stop the other process.",
                SocketError.AddressNotAvailable =>
                    $"{endpoint.Address} is not an address of this machine. Check {ClusterSettings.Section}:Address.",
                SocketError.AccessDenied =>
                    $"Access to port {endpoint.Port} denied. Set {ClusterSettings.Section}:{key} to a port above 1023.",
                _ => $"Cannot listen on port {endpoint.Port} ({problem.Message}). Set {ClusterSettings.Section}:{key} to another port.",
            };
        }
    }
}
