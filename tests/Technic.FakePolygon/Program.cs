using System.CommandLine;
using System.Globalization;
using Technic.Core.Market.Calendar;
using Technic.Core.Text;
using Technic.FakePolygon;

const int SyntheticYears = 3;

var csv = new Option<string?>("--csv") { Description = "Raw daily bars: symbol,date,open,high,low,close,volume, plain or gzip." };
var splits = new Option<string?>("--splits") { Description = "Splits: symbol,execution_date,ratio." };
var constituents = new Option<string?>("--constituents") { Description = "What the symbols are called: symbol,name and more." };
var synthetic = new Option<int?>("--synthetic") { Description = "A made-up market of so many stocks, three years up to --today." };
var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 takes a free one." };
var latency = new Option<int>("--latency-ms") { Description = "How long every answer is held back, in milliseconds." };
var pageSize = new Option<int?>("--page-size") { Description = "The most rows of a page, whatever limit a request asks for." };
var key = new Option<string?>("--key") { Description = "The key that requests must carry; without it none is asked for." };
var today = new Option<DateOnly?>("--today") { Description = "The day it is, YYYY-MM-DD; default the last day with a bar." };

var command = new RootCommand("A local server that speaks Polygon's REST contract, out of files or a made-up market.")
{
    csv, splits, constituents, synthetic, port, latency, pageSize, key, today,
};
command.Validators.Add(result =>
{
    if (result.GetValue(csv) is null == result.GetValue(synthetic) is null)
        result.AddError("Say what to serve: --csv FILE or --synthetic N.");
    if (result.GetValue(synthetic) is < 1) result.AddError("--synthetic takes a number of stocks, at least 1.");
    if (result.GetValue(port) is < 0 or > 65_535) result.AddError("--port takes 0 to 65535.");
    if (result.GetValue(latency) < 0) result.AddError("--latency-ms takes 0 or more.");
    if (result.GetValue(pageSize) is < 1) result.AddError("--page-size takes 1 or more.");
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
