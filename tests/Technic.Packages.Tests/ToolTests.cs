using Technic.Testing;

namespace Technic.Packages.Tests;

/// <summary>
/// The package of the tool, as a user without anything of .NET in the home folder installs and runs it. This is the package for every
/// machine: packages that are compiled ahead of time need a compiler that is not restored everywhere; <c>scripts/release.sh</c> makes them.
/// </summary>
[Collection(nameof(PackedSamples))]
public sealed class ToolTests(PackedSamples packed) : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_tool_is_installed_in_one_line_and_scans()
    {
        await RunAsync("dotnet", "tool", "install", "--global", "technic", "--source", packed.Packages);
        var technic = Path.Combine(_home.Path, ".dotnet", "tools", OperatingSystem.IsWindows() ? "technic.exe" : "technic");

        var help = await RunAsync(technic, "--help");
        var scan = await RunAsync(technic, "scan", "--synthetic-symbols", "20", "--top", "3");

        Assert.Contains("technic [command] [options]", help, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Showing 3 of \d+ ranked", scan);
        Assert.Single(Directory.GetFiles(_home.Path, "technic.db", SearchOption.AllDirectories));
    }

    private Task<string> RunAsync(string program, params string[] arguments) => DotNet.RunAtHomeAsync(_home.Path, program, arguments);
}
