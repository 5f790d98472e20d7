using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Technic.Silo.Settings;
using Technic.Testing;

namespace Technic.Silo.Tests;

/// <summary>A cluster of processes, started with <c>compose/local.sh</c> and the built programs.</summary>
internal sealed partial class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _script;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, int> _processes = [];
    private readonly Dictionary<string, string> _logs = [];
    private readonly Dictionary<string, Uri> _urls = [];
    private readonly Task _read;

    private LocalCluster(Process script)
    {
        _script = script;
        _read = Task.WhenAll(ReadAsync(script.StandardOutput), ReadAsync(script.StandardError));
    }

    /// <summary>The URL of the front.</summary>
    public Uri Front { get; private set; } = null!;

    /// <summary>The processes by name, e.g. <c>silo-2</c>.</summary>
    public IReadOnlyDictionary<string, int> Processes => _processes;

    /// <summary>The addresses of the processes by name.</summary>
    public IReadOnlyDictionary<string, Uri> Urls => _urls;

    /// <summary>What a process has logged so far.</summary>
    public async Task<string> ReadLogAsync(string name)
    {
        await using var log = new FileStream(_logs[name], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Starts a cluster and waits until it is ready.</summary>
    public static async Task<LocalCluster> StartAsync(params IEnumerable<string> options)
    {
        var cluster = new LocalCluster(
            Begin(["--until-eof", "--port", "0", "--bin", Path.GetDirectoryName(typeof(SiloSettings).Assembly.Location)!, .. options]));
        try
        {
            await cluster.WaitUntilReadyAsync().WaitAsync(Patience);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a start that fails, and returns its exit code and output.</summary>
    public static async Task<(int Code, string Error)> RefuseAsync(params IEnumerable<string> options)
    {
        using var script = Begin(options);
        var error = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        return (script.ExitCode, error);
    }

    /// <summary>Kills a process.</summary>
    public void Kill(string name) => Process.GetProcessById(_processes[name]).Kill();

    /// <summary>The next line of the script that contains a text.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(patience.Token);
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Stops the cluster with SIGTERM and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _script.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _script.WaitForExitAsync().WaitAsync(Patience);
        return _script.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_script.HasExited) await StopAsync();
        await _read;
        _script.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        var said = new List<string>();
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            said.Add(line);
            if (Started().Match(line) is { Success: true } started)
            {
                _processes[started.Groups["name"].Value] = int.Parse(started.Groups["pid"].Value, CultureInfo.InvariantCulture);
                _logs[started.Groups["name"].Value] = started.Groups["log"].Value;
                if (started.Groups["url"] is { Success: true, Value: var url }) _urls[started.Groups["name"].Value] = new Uri(url);
            }
            if (Ready().Match(line) is not { Success: true } ready) continue;
            Front = new Uri(ready.Groups["url"].Value);
            return;
        }
        throw new InvalidOperationException($"The cluster did not start:\n{string.Join('\n', said)}");
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) await _lines.Writer.WriteAsync(line);
        // Either stream can end first.
        _lines.Writer.TryComplete();
    }

    private static Process Begin(params IEnumerable<string> options)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Checkout.Find("compose", "local.sh"));
        foreach (var option in options) start.ArgumentList.Add(option);
        start.Environment.Remove("TECHNIC_POSTGRES");
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"^(?<name>[a-z]+(-\d+)?) +pid (?<pid>\d+) +((?<url>http:[^ ]+) +|.* )(?<log>/.+)$")]
    private static partial Regex Started();

    [GeneratedRegex("^Ready: (?<url>http://[^ ]+)")]
    private static partial Regex Ready();
}
