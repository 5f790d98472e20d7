using System.Net;
using System.Net.Sockets;

namespace Technic.Pages.Tests;

/// <summary>A TCP proxy between browser and server that can be interrupted.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly Task _accepting;
    private readonly List<Socket> _ends = [];
    private readonly List<Task> _calls = [];

    public Line(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Closes all connections. New ones are accepted.</summary>
    public void Cut()
    {
        lock (_ends)
        {
            foreach (var end in _ends) end.Dispose();
            _ends.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Cut();
        await Task.WhenAll(_calls);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var (near, far) = (await _listener.AcceptSocketAsync(), new Socket(SocketType.Stream, ProtocolType.Tcp));
                await far.ConnectAsync(_server.Host, _server.Port);
                lock (_ends) _ends.AddRange([near, far]);
                _calls.Add(CarryAsync(near, far));
                _calls.Add(CarryAsync(far, near));
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The proxy is closed.
        }
    }

    private static async Task CarryAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var target = new NetworkStream(to);
            await source.CopyToAsync(target);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception problem) when (problem is IOException or SocketException or ObjectDisposedException)
        {
            // The connection was interrupted.
        }
    }
}
