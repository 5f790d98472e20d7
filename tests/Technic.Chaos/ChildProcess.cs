using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Technic.Chaos;

/// <summary>A silo or a front.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 400;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task _ended;

    public ChildProcess(string name, int httpPort, IEnumerable<string> arguments)
    {
        (Name, HttpPort) = (name, httpPort);
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _ended = Task.WhenAll(
            CollectAsync(_process.StandardOutput), CollectAsync(_process.StandardError), _process.WaitForExitAsync());
    }

    public string Name { get; }

    public int HttpPort { get; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The memory that the process holds, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>The last lines of its output.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync($"http://127.0.0.1:{HttpPort}/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            if (HasEnded || waited.Elapsed > limit)
                throw new InvalidOperationException($"{Name} was not ready within {limit.TotalSeconds:0} s:\n{string.Join('\n', Lines)}");
            await Task.Delay(100);
        }
    }

    public void Kill() => _process.Kill();

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _ended;
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task CollectAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            while (_lines.Count > KeptLines) _lines.TryDequeue(out _);
        }
    }
}
