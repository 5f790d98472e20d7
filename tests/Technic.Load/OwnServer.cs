using System.Diagnostics;

namespace Technic.Load;

/// <summary>A <c>technic serve</c> on a made-up market, in a process and a data folder of its own.</summary>
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
        foreach (var argument in (
            string[])[Path.Combine(AppContext.BaseDirectory, "technic.dll"), "serve", "--port", "0", "--source", "synthetic", "--data",
            folder])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        // What it says of itself must not fill its pipe.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var url = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("'technic serve' ended before it said where it listens.");
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
