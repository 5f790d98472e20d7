using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Market;
using Technic.Core.Scans.Requests;
using Technic.Core.Universes;
using Symbol = Technic.Core.Market.Symbol;

namespace Technic.Cli.Setup;

/// <summary>The options that select the symbols.</summary>
internal sealed class UniverseOptions
{
    private const int MaxSuggestions = 5;

    private readonly Option<string[]> _symbols = OptionFactory.TextList(
        "--symbols", "A,B", "Symbols to scan, separated by commas; can be repeated.");

    private readonly Option<string?> _universe = OptionFactory.Text(
        "--universe", "FILE", "File of symbols: a list, or a table with a column symbol and optional columns name, "
            + "exchange, sector, industry, market_cap.");

    public void AddTo(Command command)
    {
        command.Add(_symbols);
        command.Add(_universe);
    }

    /// <summary>Adds the symbols of the command line to the changes.</summary>
    /// <exception cref="UsageException">Invalid symbol.</exception>
    public RequestChanges AddTo(RequestChanges changes, ParseResult arguments) => changes with
    {
        Symbols = arguments.ExplicitValue(_symbols) is { } lists
            ? [.. lists.SelectMany(list => list.Split(',')).Select(ParseSymbol)] : null,
        UniverseFile = arguments.GetValue(_universe),
    };

    /// <summary>
    /// The symbols to scan; <c>null</c> for all symbols of the source. With both options, the file describes the named symbols.
    /// </summary>
    /// <exception cref="Core.Text.CsvFormatException">The file cannot be read or is invalid.</exception>
    public static async Task<Universe?> OpenAsync(
        ScanArguments scan, IEngineHost host, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = scan.UniverseFile is { } path ? ReadFile(path, terminal, cancellationToken) : null;
        if (scan.Symbols is not { } symbols) return file;
        var known = file?.Listings ?? await host.KnownListingsAsync(cancellationToken).ConfigureAwait(false);
        var listings = known.ToDictionary(listing => listing.Symbol);
        WarnOfUnknown(symbols, listings, file is null ? "the source" : "the universe file", terminal);
        return new Universe([.. symbols.Select(symbol => listings.GetValueOrDefault(symbol) ?? new Listing(symbol))]);
    }

    /// <summary>The changes with the symbols of their file instead of the file; named symbols override it.</summary>
    /// <exception cref="Core.Text.CsvFormatException">The file cannot be read or is invalid.</exception>
    public static RequestChanges WithoutFile(RequestChanges changes, Terminal terminal, CancellationToken cancellationToken)
    {
        if (changes.UniverseFile is not { } path) return changes;
        var listings = ReadFile(path, terminal, cancellationToken).Listings;
        return changes with { Symbols = changes.Symbols ?? [.. listings.Select(listing => listing.Symbol)], UniverseFile = null };
    }

    /// <exception cref="UsageException">Invalid symbol.</exception>
    public static Symbol ParseSymbol(string text) =>
        Ticker.TryParse(text, out var symbol, out var why) ? symbol : throw new UsageException(why);

    /// <summary>Suggests a symbol for each unknown one; does nothing for a source whose listing costs requests.</summary>
    private static void WarnOfUnknown(IReadOnlyList<Symbol> symbols, Dictionary<Symbol, Listing> listings, string where, Terminal terminal)
    {
        if (listings.Count == 0) return;
        foreach (var symbol in symbols.Where(symbol => !listings.ContainsKey(symbol)).Distinct().Take(MaxSuggestions))
        {
            if (Ticker.DidYouMean(symbol, listings.Keys) is { Length: > 0 } meant)
                terminal.WriteMessage($"{symbol} is not in {where}{meant}.");
        }
    }

    private static Universe ReadFile(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = UniverseFile.Read(path, cancellationToken);
        Report(path, file, terminal);
        return new Universe(file.Listings, file.DroppedCounts);
    }

    /// <summary>Reports the skipped lines of a file, and its anomalies.</summary>
    public static void Report(string path, UniverseFile file, Terminal terminal)
    {
        BarFileArguments.Report(path, file.Dropped, terminal);
        foreach (var warning in file.Warnings) terminal.WriteMessage(warning);
    }
}
