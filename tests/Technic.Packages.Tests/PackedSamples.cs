using Technic.Testing;

namespace Technic.Packages.Tests;

/// <summary>
/// The packages, made of the built projects, and the samples, restored from them in a copy outside the repository: as a user has them.
/// </summary>
public sealed class PackedSamples : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of the packages.</summary>
    public string Packages => _folder.File("packages");

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetDirectoryName(Checkout.Find("Technic.Packages.slnf"))!;

    private static string Configuration =>
        AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Debug") ? "Debug" : "Release";

    public async Task InitializeAsync()
    {
        await DotNet.RunAsync(
            Root, "pack", "Technic.Packages.slnf", "--no-build", "-c", Configuration, "-o", Packages, "-v", "q", "-nodeReuse:false");
        CopySources(Path.Combine(Root, "samples"), Samples);
        // Not into the user's folder of packages, where a later package of the same version would be taken for this one; from there comes
        // what was restored before.
        await DotNet.RunAsync(
            Samples, "build", "Technic.Samples.slnx", "-c", Configuration, "-v", "q", "-nodeReuse:false", $"-p:TechnicPackages={Packages}",
            $"-p:RestorePackagesPath={_folder.File("restored")}", $"-p:RestoreFallbackFolders={UserPackages()}", "-p:NuGetAudit=false",
            "-p:UseSharedCompilation=false");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The program of a sample.</summary>
    /// <param name="sample">Its folder.</param>
    /// <param name="name">The name of its project.</param>
    public string ProgramOf(string sample, string name) => Path.Combine(Samples, sample, "bin", Configuration, "net10.0", $"{name}.dll");

    /// <summary>A new folder for the data of a sample.</summary>
    public string NewData() => _folder.File(Guid.NewGuid().ToString("N"));

    private string Samples => _folder.File("samples");

    /// <summary>The built assembly of a package, beside all that it refers to.</summary>
    public static string AssemblyOf(string package)
    {
        var host = package == "Technic.Silo" ? package
            : package.StartsWith("Technic.Cluster", StringComparison.Ordinal) ? "Technic.Front" : "Technic.Cli";
        return Path.Combine(Root, "src", host, "bin", Configuration, "net10.0", $"{package}.dll");
    }

    private static string UserPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static void CopySources(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(from, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, path))!);
            File.Copy(file, Path.Combine(to, path));
        }
    }
}
