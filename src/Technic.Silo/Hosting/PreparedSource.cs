using Technic.Cluster.Grains;
using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;
using Technic.Silo.Settings;
using Technic.Sources.Alpaca;
using Technic.Sources.Stooq;
using Technic.Sources.Tiingo;

namespace Technic.Silo.Hosting;

/// <summary>The price source before the silo starts: files are read and validated.</summary>
/// <param name="Name">The name of the source. Price histories are stored separately per name.</param>
/// <param name="Create">Creates the source from the silo's services.</param>
internal sealed record PreparedSource(string Name, Func<IServiceProvider, IPriceSource> Create)
{
    /// <exception cref="Core.Text.CsvFormatException">A file cannot be read or is invalid.</exception>
    public static PreparedSource Of(SourceSettings settings, TimeProvider time, CancellationToken cancellationToken) => settings.Kind switch
    {
        SourceKind.Polygon => Polygon(settings.Polygon),
        SourceKind.Csv => Market(CsvMarket.Open(settings.Csv!, settings.Splits, cancellationToken)),
        SourceKind.Stooq => Market(StooqMarket.Open(settings.Stooq!, cancellationToken)),
        SourceKind.Alpaca => new(settings.Alpaca.SourceName, services => new AlpacaPriceSource(
            settings.Alpaca, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<AlpacaPriceSource>>(),
            services.GetService<ClusterQuota>())),
        SourceKind.Tiingo => new(TiingoOptions.SourceName, services => new TiingoPriceSource(
            settings.Tiingo, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<TiingoPriceSource>>(),
            services.GetService<ClusterQuota>())),
        _ => Market(new SyntheticMarket(settings.Seed, settings.SyntheticSymbols, time)),
    };

    private static PreparedSource Market(IPriceSource market) => new(market.Name, _ => market);

    private static PreparedSource Polygon(PolygonOptions options) => new(options.SourceName, services =>
    {
        var (time, loggers) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>());
        return PolygonServices.CreatePriceSource(options, time, loggers, services.GetService<ClusterQuota>());
    });
}
