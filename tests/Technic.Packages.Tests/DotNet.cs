using System.Diagnostics;

namespace Technic.Packages.Tests;

/// <summary>Runs <c>dotnet</c>, and programs that it installs, as processes.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command of <c>dotnet</c> to its end and returns what it wrote.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await EndAsync(process);
    }

    /// <summary>Runs a program to its end, for a user whose home folder contains nothing else, and returns what it wrote.</summary>
    /// <param name="home">The home folder, which is also the working directory.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<string> RunAtHomeAsync(string home, string program, params string[] arguments)
    {
        var start = Command(program, home, arguments);
        foreach (var variable in (string[])["HOME", "USERPROFILE", "DOTNET_CLI_HOME"]) start.Environment[variable] = home;
        foreach (var variable in (string[])["NUGET_PACKAGES", "XDG_DATA_HOME", "LOCALAPPDATA"]) start.Environment.Remove(variable);
        // A program finds the .NET of this process, wherever it is installed.
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        using var process = Process.Start(start)!;
        return await EndAsync(process);
    }

    /// <summary>Starts a command of <c>dotnet</c>.</summary>
    public static Process Start(string folder, params string[] arguments) => Process.Start(Command("dotnet", folder, arguments))!;

    private static ProcessStartInfo Command(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The build must not use the servers of another one, nor leave its own behind; the samples must not use the real market.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment.Remove("POLYGON_API_KEY");
        return start;
    }

    private static async Task<string> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var text = $"{await output}\n{await errors}";
            Assert.True(process.ExitCode == 0, $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}\n{text}");
            return text;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
