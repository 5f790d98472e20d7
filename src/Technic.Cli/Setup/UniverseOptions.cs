using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.MarketData;
using Technic.Core.Scanning;
using Symbol = Technic.Core.MarketData.Symbol;

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

    /// <summary>What was typed after <c>--symbols</c>; <c>null</c> when nothing was.</summary>
    /// <exception cref="UsageException">A text is no symbol.</exception>
    public IReadOnlyList<Symbol>? ReadSymbols(ParseResult arguments) =>
        arguments.GetResult(_symbols) is null ? null : [.. arguments.GetValue(_symbols)!.SelectMany(list => list.Split(',')).Select(ParseSymbol)];

    /// <summary>
    /// The symbols that were asked for; <c>null</c> for all that the source lists. With both options, the file says what the named symbols are.
    /// </summary>
    /// <exception cref="UsageException">A text is no symbol.</exception>
    /// <exception cref="Core.Text.CsvFormatException">The file cannot be read or is refused.</exception>
    public async Task<Universe?> ReadAsync(ParseResult arguments, IEngineHost host, Terminal terminal, CancellationToken cancellationToken)
    {
        var symbols = ReadSymbols(arguments);
        var file = arguments.GetValue(_universe) is { } path ? ReadFile(path, terminal, cancellationToken) : null;
        if (symbols is null) return file;
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
