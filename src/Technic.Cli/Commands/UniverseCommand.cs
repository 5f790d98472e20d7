using System.CommandLine;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Polygon;

namespace Technic.Cli.Commands;

/// <summary>
/// <c>technic universe</c>: sectors and capitalisations for the symbols of the source, from a file or from the provider's company details.
/// </summary>
internal sealed class UniverseCommand : Command
{
    public static CommandEntry Entry => new(
        "universe", "Import or request sectors and market capitalisations. Scans of the same price store use them.",
        shell => new UniverseCommand(shell));

    private const int DefaultPerDay = 500;
    private const int MaxPerDay = 100_000;

    private readonly Shell _shell;

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "CSV file, plain or gzip: column symbol; sector, industry and market_cap are kept.",
    };

    private readonly MarketStoreOptions _market = new("Import for");
    private readonly ServerOption _server = new();
    private readonly SourceOptions _source = new();
    private readonly StoreOptions _store = new();

    private readonly Option<int> _perDay = OptionFactory.Integer(
        "--per-day", DefaultPerDay, "Maximum number of requests per day (New York), earlier runs included. Run again to resume.");

    public UniverseCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        var import = new Command("import", "Import sectors, industries and market capitalisations from a file into the price store.")
        {
            _file,
        };
        _market.AddTo(import);
        _server.AddTo(import);
        import.SetAction(ImportAsync);
        var enrich = new Command("enrich", "Request the company details of symbols without a sector: one API request per symbol.")
        {
            _perDay,
        };
        _source.AddTo(enrich);
        _store.AddTo(enrich);
        enrich.SetAction(EnrichAsync);
        Add(import);
        Add(enrich);
    }

    private async Task<int> ImportAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_file)!;
        var file = UniverseFile.Read(path, cancellationToken);
        UniverseOptions.Report(path, file, _shell.Terminal);
        var today = NewYork.Date(_shell.Time.GetUtcNow());
        var facts = file.Listings.Select(listing => CompanyFacts.Of(listing, today, Path.GetFileName(path)))
            .Where(company => company is { Sector: not null } or { Industry: not null } or { MarketCap: not null }).ToArray();
        if (facts.Length == 0)
            throw new UsageException($"'{TerminalText.Shown(path)}' has no sector, industry or market capitalisation to import.");
        if (_server.Read(arguments, _market.All) is { } server)
        {
            await using var host = new ServerHost(server, _shell.Time);
            await ((ICompanyImport)host.Engine).ImportCompaniesAsync(file.Listings, cancellationToken).ConfigureAwait(false);
            return Report($"Server: {host.Address}.");
        }
        await using var store = _market.Open(arguments, _shell);
        await new CompanyStore(store, _shell.Time).AddAsync(facts, cancellationToken).ConfigureAwait(false);
        return Report($"Price store: {TerminalText.Clean(store.FilePath)}.");

        int Report(string destination)
        {
            using var target = OutputTarget.Open(null, _shell.Terminal);
            target.Text.WriteLine(
                $"{TerminalText.Count(facts.Length, "symbol")} with company details as of {today:yyyy-MM-dd}: "
                + $"{Having(company => company.Sector)} with a sector, {Having(company => company.Industry)} with an industry, "
                + $"{Having(company => company.MarketCap)} with a market capitalisation. {destination}");
            target.Complete();
            return ExitCodes.Success;
        }

        string Having(Func<CompanyFacts, object?> value) => TerminalText.Count(facts.Count(company => value(company) is not null));
    }

    private async Task<int> EnrichAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var perDay = arguments.GetValue(_perDay);
        if (perDay is < 1 or > MaxPerDay) throw new UsageException($"--per-day must be between 1 and {MaxPerDay}.");
        var store = _store.Read(arguments);
        var settings = _source.Read(arguments);
        var prices = await SourceFactory.CreateAsync(settings, store, _shell, cancellationToken).ConfigureAwait(false);
        await using var host = new EngineHost(prices, store, _shell.Time, _shell.Loggers);
        if (host.Source is not ICompanySource source)
        {
            throw new UsageException(
                $"The source '{host.Source.Name}' has no company details; set {PolygonOptions.KeyVariable} to use Polygon.");
        }

        var listings = await MostTradedFirstAsync(host, cancellationToken).ConfigureAwait(false);
        var enrichment = new Enrichment(source, new CompanyStore(host.Documents, _shell.Time), _shell.Time);
        using var target = OutputTarget.Open(null, _shell.Terminal);
        var done = await enrichment.RunAsync(listings, perDay, Report, cancellationToken).ConfigureAwait(false);
        _shell.Terminal.Status(null);
        target.Text.WriteLine(
            $"{TerminalText.Count(done.Requests, "API request")}: {TerminalText.Count(done.Described, "symbol")} described; "
            + $"{TerminalText.Count(done.Left, "symbol")} left."
            + (done.IsQuotaUsed ? $" The {perDay} requests of today are used; run again tomorrow." : ""));
        target.Complete();
        return ExitCodes.Success;

        void Report(EnrichmentProgress progress) =>
            _shell.Terminal.Status(
                $"Company details: {TerminalText.Count(progress.Requests, "request")}, "
                + $"{TerminalText.Count(progress.Left, "symbol")} left …");
    }

    /// <summary>The symbols of the source, the most traded first if the newest session is available.</summary>
    private async Task<IReadOnlyList<Listing>> MostTradedFirstAsync(EngineHost host, CancellationToken cancellationToken)
    {
        var listings = await host.Engine.GetListingsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var newest = new MarketClock(_shell.Time).Take().Published;
            if (await host.Engine.GetSessionAsync(newest, cancellationToken).ConfigureAwait(false) is not { } session) return listings;
            var traded = session.Bars.ToDictionary(bar => bar.Key, bar => bar.Value.Close * bar.Value.Volume);
            return [.. listings.OrderByDescending(listing => traded.GetValueOrDefault(listing.Symbol))];
        }
        catch (ScanFailedException)
        {
            // Without it the order of the listing is used.
            return listings;
        }
    }
}
