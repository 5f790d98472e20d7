using System.Net;
using System.Net.Sockets;
using Technic.Grains;
using Technic.Silo.Settings;

namespace Technic.Silo.Hosting;

/// <summary>Looks whether a silo's ports are free. Orleans shares a port with whoever listens there already, and two silos on one port answer for each other at random.</summary>
internal static class Ports
{
    /// <summary>What stands in the way, one sentence; <c>null</c> when the ports can be had.</summary>
    public static string? Obstacle(SiloSettings settings)
    {
        var address = settings.Address ?? (settings.Cluster.Kind == ClusterKind.Localhost ? IPAddress.Loopback : IPAddress.Any);
        return Obstacle("SiloPort", new IPEndPoint(address, settings.Cluster.SiloPort))
            ?? Obstacle("GatewayPort", new IPEndPoint(address, settings.Cluster.GatewayPort))
            ?? Obstacle("HttpPort", new IPEndPoint(settings.HttpAddress, settings.HttpPort));
    }

    private static string? Obstacle(string key, IPEndPoint endpoint)
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
                SocketError.AddressAlreadyInUse => $"Port {endpoint.Port} is taken: choose another by {ClusterSettings.Section}:{key}, or end what listens on it.",
                SocketError.AddressNotAvailable => $"{endpoint.Address} is no address of this machine: check {ClusterSettings.Section}:Address.",
                SocketError.AccessDenied => $"Port {endpoint.Port} may not be listened on: choose one above 1023 by {ClusterSettings.Section}:{key}.",
                _ => $"Port {endpoint.Port} cannot be listened on ({problem.Message}): choose another by {ClusterSettings.Section}:{key}.",
            };
        }
    }
}
