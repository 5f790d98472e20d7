using System.Net;
using System.Net.Sockets;

namespace Technic.Front.Tests;

internal static class Ports
{
    /// <summary>A free port.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
