using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Market;
using Technic.Core.Scans.Requests;
using Technic.Core.Universes;
using Symbol = Technic.Core.Market.Symbol;

namespace Technic.Cli.Setup;

/// <summary>The options that say which symbols.</summary>
internal sealed class UniverseOptions
{
    private readonly Option<string[]> _symbols = NewOption.Texts("--symbols", "A,B", "The symbols to scan, separated by commas; may be repeated.");

    private readonly Option<string?> _universe = NewOption.Text(
        "--universe", "FILE", "The symbols to scan, as CSV with a column symbol and, if known, name, exchange, sector, industry and market_cap.");

    public void AddTo(Command command)
    {
        command.Add(_symbols);
        command.Add(_universe);
    }

    /// <summary>The changes with what the command line says of symbols.</summary>
    /// <exception cref="UsageException">A text is no symbol.</exception>
    public RequestChanges AddTo(RequestChanges changes, ParseResult arguments) => changes with
    {
        Symbols = arguments.Said(_symbols) is { } lists ? [.. lists.SelectMany(list => list.Split(',')).Select(ParseSymbol)] : null,
        UniverseFile = arguments.GetValue(_universe),
    };

    /// <summary>
    /// The symbols that were asked for; <c>null</c> for all that the source lists. With both, the file says what the named symbols are.
    /// </summary>
    /// <exception cref="Core.Text.CsvFormatException">The file cannot be read or is refused.</exception>
    public static async Task<Universe?> OpenAsync(AskedScan asked, IEngineHost host, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = asked.UniverseFile is { } path ? ReadFile(path, terminal, cancellationToken) : null;
        if (asked.Symbols is not { } symbols) return file;
        var known = file?.Listings ?? await host.KnownListingsAsync(cancellationToken).ConfigureAwait(false);
        var listings = known.ToDictionary(listing => listing.Symbol);
        return new Universe([.. symbols.Select(symbol => listings.GetValueOrDefault(symbol) ?? new Listing(symbol))]);
    }

    /// <exception cref="UsageException">The text is no symbol.</exception>
    public static Symbol ParseSymbol(string text) =>
        Symbol.TryParse(text.Trim(), out var symbol, out var why) ? symbol : throw new UsageException(why);

    private static Universe ReadFile(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = UniverseFile.Read(path, cancellationToken);
        foreach (var dropped in file.Dropped)
            terminal.Say($"{path}: {TerminalText.Count(dropped.Count, "line")} not used, {dropped.Reason}; the first is {dropped.Examples[0]}");
        return new Universe(file.Listings, file.DroppedCounts);
    }
}
