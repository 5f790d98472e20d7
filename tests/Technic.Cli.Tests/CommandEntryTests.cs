using System.CommandLine;
using Technic.Cli.Commands;
using Technic.Cli.Output;

namespace Technic.Cli.Tests;

public sealed class CommandEntryTests
{
    public static TheoryData<string> Names => [.. CommandEntry.All.Select(entry => entry.Name)];

    /// <summary>The help of the program is written from outlines; it must not differ from that of the commands.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_outline_of_a_command_looks_in_the_help_like_the_command(string name)
    {
        using var shell = new Shell(Terminal.OfProcess(), TimeProvider.System);
        var entry = CommandEntry.All.Single(entry => entry.Name == name);

        Assert.Equal(Shown(entry.Create(shell)), Shown(entry.Outline()));
    }

    [Theory]
    [InlineData(true, "scan", "--days", "30")]
    [InlineData(true, "-v", "scan")]
    [InlineData(true, "[suggest:8]", "scan --d")]
    [InlineData(false, "--help")]
    [InlineData(false, "scanner")]
    [InlineData(false)]
    public void A_command_has_its_options_if_the_command_line_may_need_them(bool expected, params string[] arguments)
    {
        using var shell = new Shell(Terminal.OfProcess(), TimeProvider.System);

        Assert.Equal(expected, ScanCommand.Entry.CommandFor(arguments, shell).Options.Count > 0);
    }

    private static string Shown(Command command)
    {
        var arguments = command.Arguments.Where(argument => !argument.Hidden).Select(argument => $"<{argument.Name}>");
        return string.Join(' ', [command.Name, .. command.Aliases, .. arguments, command.Description]);
    }
}
