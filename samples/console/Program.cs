// Scans twice: the first time with requests, the second time from the cache. `dotnet run -- FOLDER`; with POLYGON_API_KEY the real market.
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Embedded;

var (key, folder) = (Environment.GetEnvironmentVariable("POLYGON_API_KEY"), args.FirstOrDefault() ?? "prices");
await using var engine = await EmbeddedEngine.OpenAsync(options =>
    (key is null ? options.UseSynthetic(symbols: 500) : options.UsePolygon(key)).UseSqlite(folder));
foreach (var run in new[] { "cold", "warm" })
{
    var result = await engine.ScanToEndAsync(new ScanRequest { Where = "rsi14 > 50 and close > sma200", Top = 5 });
    var summary = result.Summary;
    Console.WriteLine($"{run}: {summary.Ranked} matches, {summary.ProviderRequests} requests, {summary.Elapsed.TotalMilliseconds:0.0} ms");
    foreach (var (row, rank) in result.Rows.Select(row => (row.Row, row.Rank)))
        Console.WriteLine($"  {rank}  {row.Symbol,-8} {row.Close,8:0.00}  rating {row.Rating,5:0.0}  RSI {row.Rsi14:0.0}");
}
