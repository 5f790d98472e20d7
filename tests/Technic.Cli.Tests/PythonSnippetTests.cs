using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary>
/// The examples of docs/python.md run against a server and an export. One that needs a package which Python does not have is skipped.
/// </summary>
public sealed partial class PythonSnippetTests : ProgramTests
{
    private const string Address = "http://127.0.0.1:5080", ShownSymbol = "AAPL", ServedSymbol = "SYN00001";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Snippets =
        [.. Block().Matches(File.ReadAllText(Checkout.Find("docs", "python.md"))).Select(match => match.Groups[1].Value)];

    public static TheoryData<int, string> All
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var number = 0; number < Snippets.Length; number++) data.Add(number, Snippets[number].Split('\n')[0]);
            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task An_example_runs_and_prints_something(int number, string imports)
    {
        var obstacle = await ObstacleAsync(imports);
        Skip.If(obstacle is not null, obstacle);
        var (bars, stored) = (WriteBars("bars.csv", [.. Rising("AAPL"), .. Rising("MSFT")]), Folder.File("stored"));
        (await RunAsync("import", bars, "--data", stored)).Succeeded();
        (await RunAsync("export", "--parquet", Folder.File("market"), "--data", stored)).Succeeded();
        using var server = Start([], "serve", "--port", "0", "--source", "synthetic", "--synthetic-symbols", "200", "--data", Data);
        var url = (await server.ReadUrlAsync()).GetLeftPart(UriPartial.Authority);
        var snippet = Snippets[number].Replace(Address, url, StringComparison.Ordinal)
            .Replace(ShownSymbol, ServedSymbol, StringComparison.Ordinal);

        var (code, output, error) = await PythonAsync($"url = '{url}'\n{snippet}");

        Assert.True(code == 0, error);
        Assert.True(output.Length > 0 || !Printing().IsMatch(snippet), "The example printed nothing.");
    }

    [Fact]
    public void The_page_has_examples_for_requests_and_pandas_alone()
    {
        Assert.True(Snippets.Length >= 7);
        Assert.Contains(Snippets, snippet => snippet.StartsWith("import pandas as pd, requests\n", StringComparison.Ordinal));
        Assert.Contains(Snippets, snippet => snippet.StartsWith("import csv, io, requests\n", StringComparison.Ordinal));
    }

    private async Task<string?> ObstacleAsync(string imports)
    {
        try
        {
            var (code, _, error) = await PythonAsync(imports);
            return code == 0 ? null : error.Trim().Split('\n')[^1];
        }
        catch (Win32Exception problem)
        {
            return $"Python is needed: {problem.Message}";
        }
    }

    /// <summary>Runs a program in Debian's Python, which has the packages of Debian, or else in that of the path.</summary>
    private async Task<(int Code, string Output, string Error)> PythonAsync(string program)
    {
        const string ofDebian = "/usr/bin/python3";
        var start = new ProcessStartInfo(File.Exists(ofDebian) ? ofDebian : "python3", ["-c", program])
        {
            WorkingDirectory = Folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
        return (process.ExitCode, await output, await error);
    }

    [GeneratedRegex(@"print\(|\.show\(\)")]
    private static partial Regex Printing();

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
