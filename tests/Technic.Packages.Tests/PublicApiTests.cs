using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Technic.Packages.Tests;

/// <summary>
/// The public members of the packages are those of the files in <c>PublicApi</c>, so that none changes unnoticed. With
/// <c>TECHNIC_ACCEPT_PUBLIC_API=1</c> the tests write the files instead; read the difference before you commit it.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> All => [.. PackageTests.Libraries];

    [Theory]
    [MemberData(nameof(All))]
    public void A_public_member_changes_only_with_its_file(string package)
    {
        var assembly = Assembly.LoadFrom(PackedSamples.AssemblyOf(package));
        var options = new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            // Serializers that Orleans generates, and names of the compiler.
            DenyNamespacePrefixes = ["OrleansCodeGen"],
            ExcludeAttributes = [typeof(AsyncIteratorStateMachineAttribute).FullName!, typeof(IteratorStateMachineAttribute).FullName!],
        };

        var actual = assembly.GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";

        var file = Path.Combine(PackedSamples.Root, "tests", "Technic.Packages.Tests", "PublicApi", $"{package}.txt");
        if (Environment.GetEnvironmentVariable("TECHNIC_ACCEPT_PUBLIC_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        var known = File.ReadAllText(file).ReplaceLineEndings("\n");
        var (removed, added) = (Lines(known).Except(Lines(actual)), Lines(actual).Except(Lines(known)));
        Assert.Empty(removed.Select(line => $"- {line}").Concat(added.Select(line => $"+ {line}")));
        Assert.Equal(known, actual);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
