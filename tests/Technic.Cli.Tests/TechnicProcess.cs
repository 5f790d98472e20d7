using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Technic.Cli.Tests;

/// <summary>The built program in a separate process.</summary>
public sealed class TechnicProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "technic.dll");

    private readonly Process _process;
    private readonly StringBuilder _written = new();
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _output;
    private readonly StringBuilder _error = new();
    private readonly Task _errorRead;
    private readonly List<(string Text, int Times, TaskCompletionSource Seen)> _awaited = [];

    private TechnicProcess(Process process)
    {
        _process = process;
        _output = ReadOutputAsync();
        _errorRead = ReadErrorAsync();
    }

    /// <summary>Starts the program.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Additional environment variables. The Polygon API key is removed.</param>
    public static TechnicProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments.Prepend(Program)) start.ArgumentList.Add(argument);
        start.Environment.Remove("POLYGON_API_KEY");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new TechnicProcess(Process.Start(start)!);
    }

    /// <summary>Waits until standard error contains a text a number of times.</summary>
    public Task SeeAsync(string text, int times = 1)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited) _awaited.Add((text, times, seen));
        Check();
        return seen.Task.WaitAsync(Patience);
    }

    /// <summary>The URL that <c>technic serve</c> writes first.</summary>
    public async Task<Uri> ReadUrlAsync() => new(await _firstLine.Task.WaitAsync(Patience));

    /// <summary>Sends a signal.</summary>
    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(_process.Id, signal == PosixSignal.SIGINT ? 2 : 15));

    /// <summary>Waits for the end.</summary>
    public async Task<TechnicResult> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _errorRead.WaitAsync(Patience);
        return new TechnicResult(_process.ExitCode, await _output.WaitAsync(Patience), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<string> ReadOutputAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            _written.Append(buffer, 0, count);
            if (_written.ToString().Split('\n') is [var first, _, ..]) _firstLine.TrySetResult(first);
        }
        _firstLine.TrySetException(new InvalidOperationException("The program wrote no line."));
        return _written.ToString();
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_awaited) _error.Append(line).Append('\n');
            Check();
        }
        lock (_awaited)
        {
            foreach (var (text, _, seen) in _awaited)
                seen.TrySetException(new InvalidOperationException($"The program ended without the message '{text}': {_error}"));
        }
    }

    private void Check()
    {
        lock (_awaited)
        {
            var text = _error.ToString();
            foreach (var (awaited, times, seen) in _awaited)
            {
                if (text.Split(awaited).Length > times) seen.TrySetResult();
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
