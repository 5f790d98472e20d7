using System.CommandLine;
using System.Globalization;
using Technic.Core.Market.Calendar;
using Technic.Core.Text;
using Technic.FakePolygon;

const int SyntheticYears = 3;

var csv = new Option<string?>("--csv") { Description = "Raw daily bars: symbol,date,open,high,low,close,volume, plain or gzip." };
var splits = new Option<string?>("--splits") { Description = "Splits: symbol,execution_date,ratio." };
var constituents = new Option<string?>("--constituents") { Description = "Names of the symbols: symbol,name and more." };
var synthetic = new Option<int?>("--synthetic") { Description = "Number of stocks of a synthetic market, three years up to --today." };
var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 for a free one." };
var latency = new Option<int>("--latency-ms") { Description = "Delay of every response, in milliseconds." };
var pageSize = new Option<int?>("--page-size") { Description = "Maximum number of rows in a page, regardless of the limit of a request." };
var key = new Option<string?>("--key") { Description = "Key that requests must have; by default none." };
var today = new Option<DateOnly?>("--today") { Description = "Current day, YYYY-MM-DD; default the last day with a bar." };

var command = new RootCommand("A local server with Polygon's REST contract, for files or a synthetic market.")
{
    csv, splits, constituents, synthetic, port, latency, pageSize, key, today,
};
command.Validators.Add(result =>
{
    if (result.GetValue(csv) is null == result.GetValue(synthetic) is null)
        result.AddError("--csv FILE or --synthetic N is required.");
    if (result.GetValue(synthetic) is < 1) result.AddError("--synthetic must be at least 1.");
    if (result.GetValue(port) is < 0 or > 65_535) result.AddError("--port must be between 0 and 65535.");
    if (result.GetValue(latency) < 0) result.AddError("--latency-ms must be 0 or more.");
    if (result.GetValue(pageSize) is < 1) result.AddError("--page-size must be at least 1.");
});
command.SetAction(async (arguments, cancellationToken) =>
{
    try
    {
        var market = await OpenMarketAsync(arguments);
        var options = new FakePolygonOptions
        {
            Port = arguments.GetValue(port),
            Key = arguments.GetValue(key),
            Latency = TimeSpan.FromMilliseconds(arguments.GetValue(latency)),
            PageSize = arguments.GetValue(pageSize),
        };
        await using var server = await FakePolygonServer.StartAsync(market, options, cancellationToken);
        var url = server.BaseAddress.GetLeftPart(UriPartial.Authority);
        var day = market.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Console.WriteLine($"{url} serves {market.Symbols.Count} symbols, today is {day}");
        await server.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception e) when (e is CsvFormatException or IOException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();

async Task<FakeMarket> OpenMarketAsync(ParseResult arguments)
{
    var day = arguments.GetValue(today);
    if (arguments.GetValue(synthetic) is { } stocks)
    {
        var last = day ?? new MarketClock(TimeProvider.System).LastPublishedSession(TimeProvider.System.GetUtcNow());
        return await FakeMarket.SyntheticAsync(stocks, last.AddYears(-SyntheticYears), last);
    }
    var market = FakeMarket.FromCsv(arguments.GetValue(csv)!, arguments.GetValue(splits), arguments.GetValue(constituents));
    if (day is not null) market.Today = day.Value;
    return market;
}
