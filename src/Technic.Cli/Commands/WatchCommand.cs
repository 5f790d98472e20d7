using System.CommandLine;
using System.Text.Json;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cli.Commands;

/// <summary><c>technic watch</c>: scans that are checked after each session, and which symbols newly match.</summary>
internal sealed class WatchCommand : Command
{
    public static CommandEntry Entry => new(
        "watch", "Keep scans, and see after each session which symbols newly match.", shell => new WatchCommand(shell));

    private const string NoWatches = "There are no watches. 'technic watch set NAME' with the options of 'technic scan' saves one.";

    private readonly Shell _shell;
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the watch: a-z, 0-9 and '-'." };
    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Watches to check (default: all).", Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _note = OptionFactory.Text("--note", "TEXT", "Remark.");
    private readonly UniverseOptions _universe = new();
    private readonly FieldOptions _scan = FieldOptions.All();
    private readonly RequestOptions _request;
    private readonly EngineOptions _engine = new();
    private readonly OutputOptions _output = new(
        OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv, OutputFormat.Arrow, OutputFormat.Parquet);

    public WatchCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        _request = new RequestOptions(_engine.Data);
        _engine.AddTo(this);
        _output.AddTo(this);
        SetAction(ListAsync);
        var set = Subcommand("set", "Save a scan as a watch, replacing one of its name.", SetAsync, _name);
        set.Add(_note);
        _universe.AddTo(set);
        _scan.AddTo(set);
        _request.AddChoicesTo(set);
        var show = Subcommand("show", "Show the last report of a watch.", ShowAsync, _name);
        _output.AddTo(show);
        var check = Subcommand("check", "Run the scans of watches now, and show what is new.", CheckAsync, _names);
        _output.AddTo(check);
        Subcommand("delete", "Delete a watch.", DeleteAsync, _name);
    }

    private Command Subcommand(
        string name, string summary, Func<ParseResult, CancellationToken, Task<int>> run, params ReadOnlySpan<Argument> arguments)
    {
        var command = new Command(name, summary);
        foreach (var argument in arguments) command.Add(argument);
        _engine.AddTo(command);
        command.SetAction(run);
        Add(command);
        return command;
    }

    private Task<int> ListAsync(ParseResult arguments, CancellationToken cancellationToken) => WithWatchesAsync(
        arguments,
        async watches =>
        {
            var states = await watches.GetWatchesAsync(cancellationToken).ConfigureAwait(false);
            await WriteAsync(arguments, states, WatchText.WriteWatches, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private Task<int> ShowAsync(ParseResult arguments, CancellationToken cancellationToken) => WithWatchesAsync(
        arguments,
        async watches =>
        {
            var state = await FindAsync(watches, arguments, cancellationToken).ConfigureAwait(false);
            await WriteAsync(arguments, [state], WatchText.WriteReports, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private Task<int> SetAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var explicitChanges = _universe.AddTo(_scan.ExplicitChanges(arguments), arguments);
        var scan = _request.ReadSaved(arguments, explicitChanges);
        scan = scan with { Changes = UniverseOptions.WithoutFile(scan.Changes, _shell.Terminal, cancellationToken) };
        return WithWatchesAsync(
            arguments,
            async watches =>
            {
                var state = await watches.SetWatchAsync(
                    arguments.GetRequiredValue(_name), scan, arguments.GetValue(_note), cancellationToken).ConfigureAwait(false);
                _shell.Terminal.WriteMessage(
                    $"Watch '{state.Watch.Name}' was saved: {TerminalText.Clean(state.Watch.Scan.Json)}. "
                    + $"'technic watch check {state.Watch.Name}' checks it now.");
            },
            cancellationToken);
    }

    private Task<int> CheckAsync(ParseResult arguments, CancellationToken cancellationToken) => WithWatchesAsync(
        arguments,
        async watches =>
        {
            var names = arguments.GetValue(_names) is { Length: > 0 } named
                ? named
                : [.. (await watches.GetWatchesAsync(cancellationToken).ConfigureAwait(false)).Select(state => state.Watch.Name)];
            var states = new List<WatchState>();
            foreach (var name in names.Distinct())
            {
                _shell.Terminal.Status($"Checking {TerminalText.Shown(name)} …");
                states.Add(await watches.CheckWatchAsync(name, cancellationToken).ConfigureAwait(false));
            }
            _shell.Terminal.Status(null);
            await WriteAsync(arguments, states, WatchText.WriteReports, cancellationToken).ConfigureAwait(false);
            var failed = states.FindAll(state => state.Problem is not null);
            if (failed.Count > 0 && failed.Count == states.Count)
                throw new FailedRunException($"Watch '{failed[0].Watch.Name}': {failed[0].Problem}");
        },
        cancellationToken);

    private Task<int> DeleteAsync(ParseResult arguments, CancellationToken cancellationToken) => WithWatchesAsync(
        arguments,
        async watches =>
        {
            var state = await FindAsync(watches, arguments, cancellationToken).ConfigureAwait(false);
            await watches.DeleteWatchAsync(state.Watch.Name, cancellationToken).ConfigureAwait(false);
            _shell.Terminal.WriteMessage($"Watch '{state.Watch.Name}' was deleted.");
        },
        cancellationToken);

    private async Task<int> WithWatchesAsync(ParseResult arguments, Func<IWatches, Task> run, CancellationToken cancellationToken)
    {
        var open = _engine.Read(arguments, _shell);
        await using var host = await open(cancellationToken).ConfigureAwait(false);
        await run(((IWatchEngine)host.Engine).Watches!).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private async ValueTask<WatchState> FindAsync(IWatches watches, ParseResult arguments, CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(_name);
        if (await watches.FindWatchAsync(name, cancellationToken).ConfigureAwait(false) is { } state) return state;
        var all = await watches.GetWatchesAsync(cancellationToken).ConfigureAwait(false);
        throw new UsageException(SavedName.Unknown(Watch.Kind, name, [.. all.Select(each => each.Watch.Name)]));
    }

    private async Task WriteAsync(
        ParseResult arguments, IReadOnlyList<WatchState> states, Action<OutputTarget, IReadOnlyList<WatchState>> writeText,
        CancellationToken cancellationToken)
    {
        using var target = _output.Open(arguments, _shell.Terminal);
        if (_output.Format(arguments).ForTools() is { } table)
            await target.WriteTableAsync(WatchTable.Of(states), table, cancellationToken).ConfigureAwait(false);
        else if (_output.Format(arguments) == OutputFormat.Json)
        {
            target.WriteJson(json => JsonSerializer.Serialize(
                json, [.. states.Select(WatchDocument.Of)], WatchDocuments.Default.IReadOnlyListWatchDocument));
        }
        else if (states.Count == 0) target.Text.WriteLine(NoWatches);
        else writeText(target, states);
        target.Complete();
    }
}
