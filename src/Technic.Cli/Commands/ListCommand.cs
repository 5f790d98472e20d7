using System.CommandLine;
using Microsoft.Extensions.Logging;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Universes;
using Technic.Embedded.Sqlite;
using Symbol = Technic.Core.Market.Symbol;

namespace Technic.Cli.Commands;

/// <summary><c>technic list</c>: lists of symbols, for scans and watches.</summary>
internal sealed class ListCommand : Command
{
    public static CommandEntry Entry => new(
        "list", "Keep lists of symbols, for 'scan --list' and watches.", shell => new ListCommand(shell));

    private readonly Shell _shell;
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the list: a-z, 0-9 and '-'." };
    private readonly Argument<string[]> _symbols = new("SYMBOL")
    {
        Description = "Symbols, separated by spaces or commas.", Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _file = OptionFactory.Text(
        "--file", "FILE", "File of symbols: a list, or a table with a column symbol. They follow the named symbols.");

    private readonly Option<string?> _note = OptionFactory.Text("--note", "TEXT", "Remark.");
    private readonly Option<string?> _data = StoreOptions.DataFolder();
    private readonly ServerOption _server = new();
    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public ListCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        AddStoreTo(this);
        _output.AddTo(this);
        SetAction(ListAsync);
        var show = Subcommand("show", "Show the symbols of a list.", ShowAsync, _name);
        _output.AddTo(show);
        var set = Subcommand("set", "Save a list, replacing one of its name.", SetAsync, _name, _symbols);
        set.Add(_file);
        set.Add(_note);
        var add = Subcommand("add", "Add symbols at the end of a list. A list that does not exist is created.", AddAsync, _name, _symbols);
        add.Add(_file);
        var remove = Subcommand("remove", "Remove symbols from a list.", RemoveAsync, _name, _symbols);
        remove.Add(_file);
        Subcommand("delete", "Delete a list.", DeleteAsync, _name);
    }

    private Command Subcommand(
        string name, string summary, Func<ParseResult, CancellationToken, Task<int>> run, params ReadOnlySpan<Argument> arguments)
    {
        var command = new Command(name, summary);
        foreach (var argument in arguments) command.Add(argument);
        AddStoreTo(command);
        command.SetAction(run);
        Add(command);
        return command;
    }

    private void AddStoreTo(Command command)
    {
        command.Add(_data);
        _server.AddTo(command);
    }

    private Task<int> ListAsync(ParseResult arguments, CancellationToken cancellationToken) => WithListsAsync(arguments, async lists =>
    {
        var all = await lists.GetListsAsync(cancellationToken).ConfigureAwait(false);
        using var target = _output.Open(arguments, _shell.Terminal);
        if (_output.Format(arguments) == OutputFormat.Json)
        {
            target.WriteJson(json => System.Text.Json.JsonSerializer.Serialize(
                json, [.. all.Select(SymbolListDocument.Of)], WatchDocuments.Default.IReadOnlyListSymbolListDocument));
        }
        else if (all.Count == 0) target.Text.WriteLine("There are no lists. 'technic list set NAME SYMBOL...' saves one.");
        else WatchText.WriteLists(target, all);
        target.Complete();
    });

    private Task<int> ShowAsync(ParseResult arguments, CancellationToken cancellationToken) => WithListsAsync(arguments, async lists =>
    {
        var name = arguments.GetRequiredValue(_name);
        var list = await lists.FindListAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw await UnknownAsync(lists, name, cancellationToken).ConfigureAwait(false);
        using var target = _output.Open(arguments, _shell.Terminal);
        if (_output.Format(arguments) == OutputFormat.Json)
        {
            target.WriteJson(json => System.Text.Json.JsonSerializer.Serialize(
                json, SymbolListDocument.Of(list), WatchDocuments.Default.SymbolListDocument));
        }
        else foreach (var symbol in list.Symbols) target.Text.WriteLine(symbol.Text);
        target.Complete();
    });

    private Task<int> SetAsync(ParseResult arguments, CancellationToken cancellationToken) => WithListsAsync(arguments, async lists =>
    {
        var symbols = SymbolsOf(arguments, cancellationToken);
        var list = await lists.SetListAsync(
            arguments.GetRequiredValue(_name), [.. symbols.Distinct()], arguments.GetValue(_note), cancellationToken).ConfigureAwait(false);
        Report(list);
    });

    private Task<int> AddAsync(ParseResult arguments, CancellationToken cancellationToken) => WithListsAsync(arguments, async lists =>
    {
        var symbols = SymbolsOf(arguments, cancellationToken);
        Report(await lists.ChangeListAsync(arguments.GetRequiredValue(_name), symbols, [], cancellationToken).ConfigureAwait(false));
    });

    private Task<int> RemoveAsync(ParseResult arguments, CancellationToken cancellationToken) => WithListsAsync(arguments, async lists =>
    {
        var symbols = SymbolsOf(arguments, cancellationToken);
        Report(await lists.ChangeListAsync(arguments.GetRequiredValue(_name), [], symbols, cancellationToken).ConfigureAwait(false));
    });

    private Task<int> DeleteAsync(ParseResult arguments, CancellationToken cancellationToken) => WithListsAsync(arguments, async lists =>
    {
        var name = arguments.GetRequiredValue(_name);
        if (!await lists.DeleteListAsync(name, cancellationToken).ConfigureAwait(false))
            throw await UnknownAsync(lists, name, cancellationToken).ConfigureAwait(false);
        _shell.Terminal.WriteMessage($"List '{name}' was deleted.");
    });

    private async Task<int> WithListsAsync(ParseResult arguments, Func<ISymbolLists, Task> run)
    {
        if (_server.Read(arguments, _data) is { } server)
        {
            await using var host = new ServerHost(server, _shell.Time);
            await run(((IWatchEngine)host.Engine).Watches!).ConfigureAwait(false);
            return ExitCodes.Success;
        }
        // Lists are the same for every price source.
        await using var store = new SqliteHistoryStore(
            arguments.GetValue(_data) ?? SqliteHistoryStore.DefaultFolder, source: "", _shell.Time,
            _shell.Loggers.CreateLogger<SqliteHistoryStore>());
        await run(new StoredLists(store, _shell.Time)).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private IReadOnlyList<Symbol> SymbolsOf(ParseResult arguments, CancellationToken cancellationToken)
    {
        var named = (arguments.GetValue(_symbols) ?? [])
            .SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(UniverseOptions.ParseSymbol);
        IEnumerable<Symbol> inFile = [];
        if (arguments.GetValue(_file) is { } path)
        {
            var file = UniverseFile.Read(path, cancellationToken);
            UniverseOptions.Report(path, file, _shell.Terminal);
            inFile = file.Listings.Select(listing => listing.Symbol);
        }
        Symbol[] symbols = [.. named, .. inFile];
        return symbols.Length > 0 ? symbols : throw new UsageException("Name the symbols, or a file with --file.");
    }

    private static async ValueTask<UsageException> UnknownAsync(ISymbolLists lists, string name, CancellationToken cancellationToken)
    {
        var all = await lists.GetListsAsync(cancellationToken).ConfigureAwait(false);
        return new UsageException(SavedName.Unknown(SymbolList.Kind, name, [.. all.Select(list => list.Name)]));
    }

    private void Report(SymbolList list) =>
        _shell.Terminal.WriteMessage($"List '{list.Name}' has {TerminalText.Count(list.Symbols.Count, "symbol")}.");
}
