// An own indicator in formulas, and an own score instead of the TechRating. `dotnet run -- FOLDER`
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Embedded;

await using var engine = await EmbeddedEngine.OpenAsync(options => options
    .UseSynthetic(symbols: 300)
    .UseSqlite(args.FirstOrDefault() ?? "prices")
    .AddIndicator(new EfficiencyRatio())
    .UseScore(new MeanReversion()));

var result = await engine.ScanToEndAsync(new ScanRequest
{
    Where = "efficiency(20) > 0.2 and rating > 0",
    Columns = ["trend: efficiency(60)"],
    Top = 5,
});
Console.WriteLine($"{result.Summary.Ranked} stocks have an efficient trend and a pullback");
foreach (var row in result.Rows)
    Console.WriteLine($"  {row.Row.Symbol,-8} rating {row.Row.Rating,5:0.0}  {row.Row.Signal}  trend {row.Formulas[0].Value:0.00}");
