using Technic.Core.Provider;
using Technic.Core.Provider.Csv;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;

namespace Technic.Cli.Setup;

/// <summary>Creates the price source.</summary>
internal static class SourceFactory
{
    /// <exception cref="UsageException">The settings are invalid.</exception>
    /// <exception cref="Core.Text.CsvFormatException">A file cannot be read or is invalid.</exception>
    public static IPriceSource Create(
        SourceSettings settings, Shell shell, CancellationToken cancellationToken) => settings.Effective switch
    {
        SourceKind.Polygon => Polygon(settings, shell),
        SourceKind.Csv => CsvMarket.Open(settings.Csv!, settings.Splits, cancellationToken),
        _ => new SyntheticMarket(settings.Seed, settings.SyntheticSymbols, shell.Time),
    };

    private static PolygonPriceSource Polygon(SourceSettings settings, Shell shell)
    {
        var options = new PolygonOptions { ApiKey = settings.PolygonKey, RequestsPerMinute = settings.Rate == 0 ? null : settings.Rate };
        if (settings.PolygonUrl is { } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
                throw new UsageException("--polygon-url must be a URL that begins with https:// or http://.");
            options = options with { BaseAddress = address };
        }
        if (options.Validate() is [var error, ..]) throw new UsageException(error);
        return PolygonServices.CreatePriceSource(options, shell.Time, shell.Loggers);
    }
}
