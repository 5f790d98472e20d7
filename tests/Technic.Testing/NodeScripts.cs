using System.ComponentModel;
using System.Diagnostics;

namespace Technic.Testing;

/// <summary>Scripts for Node.js in a folder beside the tests. npm installs their packages once, from the lock file.</summary>
public sealed class NodeScripts
{
    /// <summary>Far from what the longest script needs: the site of the documentation with its reference.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder;
    private readonly Lazy<string?> _installation;

    /// <param name="folder">The folder below that of the tests.</param>
    public NodeScripts(string folder)
    {
        _folder = Path.Combine(AppContext.BaseDirectory, folder);
        _installation = new(Install);
    }

    /// <summary>Why the scripts cannot run; <c>null</c> if they can.</summary>
    public string? Obstacle => _installation.Value;

    /// <summary>Runs a script, which must succeed, and returns its standard output.</summary>
    /// <param name="arguments">The script and its arguments.</param>
    public string Run(params string[] arguments)
    {
        var (code, output, error) = Run("node", arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{arguments[0]} failed: {error}");
    }

    private string? Install()
    {
        var installed = Path.Combine(_folder, "node_modules", ".technic-installed");
        try
        {
            if (File.Exists(installed)
                && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(_folder, "package-lock.json"))) return null;
            var (code, _, error) = Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
            if (code != 0) return $"npm cannot install the packages: {error.ReplaceLineEndings(" ")}";
            File.WriteAllText(installed, "");
            return null;
        }
        catch (Exception problem) when (problem is Win32Exception or TimeoutException)
        {
            return $"Node.js and npm are needed: {problem.Message}";
        }
    }

    private (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Patience.TotalMinutes} minutes.");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
