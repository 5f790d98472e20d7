using System.Text.Json;

namespace Technic.Cli.Tests;

/// <summary>The result of a program run.</summary>
public sealed record TechnicResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Asserts that the run failed with one readable message.</summary>
    public TechnicResult FailedWith(int exitCode, params string[] words)
    {
        Assert.Equal("", Output);
        var sentence = Assert.Single(ErrorLines);
        Assert.Equal(exitCode, ExitCode);
        Assert.All(words, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.DoesNotContain(sentence, char.IsControl);
        Assert.True(sentence.Length < 1_500, $"{sentence.Length} characters");
        Assert.DoesNotContain("   at ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        return this;
    }

    public TechnicResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }
}
