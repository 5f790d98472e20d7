// Scans prices of one's own. `dotnet run -- FOLDER`
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Embedded;

var source = new JsonFolderSource(Path.Combine(AppContext.BaseDirectory, "data"));
await using var engine = await EmbeddedEngine.OpenAsync(options =>
    options.UsePriceSource(source).UseSqlite(args.FirstOrDefault() ?? "prices"));

// The files end on this day; without AsOf, the prices of the present are expected.
var result = await engine.ScanToEndAsync(new ScanRequest { AsOf = new DateOnly(2026, 11, 20) });
Console.WriteLine($"{result.Summary.Source}: {result.Summary.Ranked} symbols as of {result.Summary.AsOf:yyyy-MM-dd}");
foreach (var row in result.Rows) Console.WriteLine($"  {row.Row.Symbol,-6} {row.Row.Close,8:0.00}  {row.Row.Signal}");
