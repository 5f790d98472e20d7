using System.CommandLine;
using System.Globalization;
using Technic.Core.Text;
using Technic.FakePolygon;

var csv = new Option<string?>("--csv") { Description = "Raw daily bars: symbol,date,open,high,low,close,volume, plain or gzip." };
var splits = new Option<string?>("--splits") { Description = "Splits: symbol,execution_date,ratio." };
var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 takes a free one." };
var latency = new Option<int>("--latency-ms") { Description = "How long every answer is held back, in milliseconds." };
var pageSize = new Option<int?>("--page-size") { Description = "The most rows of a page, whatever the request's limit." };
var key = new Option<string?>("--key") { Description = "The key that requests must carry; without it any will do." };
var today = new Option<DateOnly?>("--today") { Description = "The day it is, YYYY-MM-DD; the last day with a bar unless told." };

var command = new RootCommand("A local server that speaks the Polygon REST contract.") { csv, splits, port, latency, pageSize, key, today };
command.SetAction(async (arguments, cancellationToken) =>
{
    try
    {
        var market = arguments.GetValue(csv) is { } file ? FakeMarket.FromCsv(file, arguments.GetValue(splits)) : new FakeMarket();
        if (arguments.GetValue(today) is { } day) market.Today = day;
        await using var server = await FakePolygonServer.StartAsync(market, new FakePolygonOptions
        {
            Port = arguments.GetValue(port),
            Key = arguments.GetValue(key),
            Latency = TimeSpan.FromMilliseconds(arguments.GetValue(latency)),
            PageSize = arguments.GetValue(pageSize),
        }, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server.BaseAddress.GetLeftPart(UriPartial.Authority)} serves {market.Symbols.Count} symbols, today is {market.Today:yyyy-MM-dd}"));
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
