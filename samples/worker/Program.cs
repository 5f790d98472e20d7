// A service that scans once an hour and logs the new matches. `dotnet run -- --once true` scans once and ends.
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;

var builder = Host.CreateApplicationBuilder(args);
var (key, folder) = (builder.Configuration["POLYGON_API_KEY"], builder.Configuration["folder"] ?? "prices");
builder.Services.AddTechnic(options =>
    (key is null ? options.UseSynthetic(symbols: 200) : options.UsePolygon(key)).UseSqlite(folder));
builder.Services.AddHostedService<NewHighs>();
await builder.Build().RunAsync();

/// <summary>Logs the stocks that make a new high.</summary>
internal sealed class NewHighs(
    IScanEngine engine, IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<NewHighs> logger)
    : BackgroundService
{
    private readonly HashSet<Symbol> _known = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            await ScanAsync(stoppingToken);
            if (!configuration.GetValue<bool>("once")) continue;
            lifetime.StopApplication();
            return;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await engine.ScanToEndAsync(new ScanRequest { Where = "new_high(55)", Top = 0 }, cancellationToken);
            foreach (var match in result.Rows.Where(row => _known.Add(row.Row.Symbol)))
                logger.LogInformation("{Symbol} closed at {Close:0.00} on {Day}", match.Row.Symbol, match.Row.Close, match.Row.AsOf);
            logger.LogInformation("{Count} stocks make a new high", result.Summary.Ranked);
        }
        catch (ScanFailedException problem)
        {
            // The provider may be out of reach for a while; the next scan asks again.
            logger.LogWarning("The scan failed: {Problem}", problem.Message);
        }
    }
}
