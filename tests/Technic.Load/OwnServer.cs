using System.Diagnostics;

namespace Technic.Load;

/// <summary>A <c>technic serve</c> process with a synthetic market and a temporary data folder.</summary>
internal sealed class OwnServer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private OwnServer(Process process, string folder, string url) => (_process, _folder, Url) = (process, folder, url);

    public string Url { get; }

    public static async Task<OwnServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("technic-load-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var program = Path.Combine(AppContext.BaseDirectory, "technic.dll");
        foreach (var argument in (string[])[program, "serve", "--port", "0", "--source", "synthetic", "--data", folder])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        // Reads stderr, so that the pipe cannot block the process.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var url = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("'technic serve' exited before it printed its URL.");
        return new OwnServer(process, folder, url);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
