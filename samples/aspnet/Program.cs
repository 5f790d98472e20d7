// A web application with an endpoint of its own beside Technic's pages, REST API and MCP server. `dotnet run`, then http://127.0.0.1:5080
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Web;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:5080");
var (key, folder) = (builder.Configuration["POLYGON_API_KEY"], builder.Configuration["folder"] ?? "prices");
builder.Services.AddTechnic(options =>
    (key is null ? options.UseSynthetic(symbols: 200) : options.UsePolygon(key)).UseSqlite(folder));
builder.Services.AddTechnicWeb();

var app = builder.Build();
app.MapTechnic();
app.MapGet("/best", async (IScanEngine engine, CancellationToken cancellationToken) =>
{
    var result = await engine.ScanToEndAsync(new ScanRequest { Top = 3 }, cancellationToken);
    return result.Rows.Select(row => new { symbol = row.Row.Symbol.Text, row.Row.Close, row.Row.Rating });
});
app.Run();
