using System.Diagnostics;
using System.Text.Json;

namespace Technic.Cli.Tests.OfficialClient;

/// <summary>
/// Polygon's official JavaScript client in a Node.js process. npm installs its packages once, from the lock file.
/// </summary>
internal static class Client
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "OfficialClient");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<string?> Installation = new(Install);

    /// <summary>Why the client cannot run; <c>null</c> if it can.</summary>
    public static string? Obstacle => Installation.Value;

    /// <summary>Sends requests to a server and returns the results of the client.</summary>
    public static IReadOnlyList<JsonElement> Ask(string address, string key, params object?[][] questions)
    {
        var (code, output, error) = Run("node", "ask.mjs", address, key, JsonSerializer.Serialize(questions));
        Assert.True(code == 0, error);
        return [.. JsonElement.Parse(output).EnumerateArray()];
    }

    private static string? Install()
    {
        var installed = Path.Combine(Folder, "node_modules", ".technic-installed");
        try
        {
            if (File.Exists(installed)
                && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"))) return null;
            var (code, _, error) = Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
            if (code != 0) return $"Polygon's official client cannot be installed: {error.ReplaceLineEndings(" ")}";
            File.WriteAllText(installed, "");
            return null;
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or TimeoutException)
        {
            return $"Polygon's official client needs Node.js and npm: {problem.Message}";
        }
    }

    private static (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
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
