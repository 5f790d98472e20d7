using System.CommandLine;
using Technic.Load;

const int MaxReaders = 2_000;
const int MaxSeconds = 600;

var url = new Option<string?>("--url")
{
    Description = "Server to test; default: starts 'technic serve' with a synthetic market.",
};
var key = new Option<string?>("--key") { Description = "API key of the server." };
var readers = new Option<int>("--readers")
{
    Description = "Number of concurrent clients.",
    DefaultValueFactory = _ => 200,
};
var seconds = new Option<int>("--seconds") { Description = "Duration in seconds.", DefaultValueFactory = _ => 20 };
var symbols = new Option<int>("--symbols") { Description = "Number of symbols.", DefaultValueFactory = _ => 500 };

var command = new RootCommand("Load test for a Technic server.")
{
    url,
    key,
    readers,
    seconds,
    symbols,
};
command.SetAction(async (arguments, cancellationToken) =>
{
    if (Validate(arguments) is { } error)
    {
        Console.Error.WriteLine(error);
        return 2;
    }
    using var own = arguments.GetValue(url) is null ? await OwnServer.StartAsync(cancellationToken) : null;
    var address = new Uri(own?.Url ?? arguments.GetValue(url)!);
    using var http = Readers.Connect(address, arguments.GetValue(key), arguments.GetValue(readers));
    var work = await Work.PrepareAsync(http, arguments.GetValue(symbols), cancellationToken);
    Console.Error.WriteLine(
        $"Testing {address} with {arguments.GetValue(readers)} clients and {work.Symbols.Count} symbols for "
        + $"{arguments.GetValue(seconds)} s …");

    await Readers.RunAsync(http, work, arguments.GetValue(readers), TimeSpan.FromSeconds(2), cancellationToken);
    var time = TimeSpan.FromSeconds(arguments.GetValue(seconds));
    var report = await Readers.RunAsync(http, work, arguments.GetValue(readers), time, cancellationToken);
    foreach (var line in report.Lines()) Console.WriteLine(line);
    return report.Errors == 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();

string? Validate(ParseResult arguments) =>
    arguments.GetValue(readers) is < 1 or > MaxReaders ? $"--readers must be between 1 and {MaxReaders}."
    : arguments.GetValue(seconds) is < 1 or > MaxSeconds ? $"--seconds must be between 1 and {MaxSeconds}."
    : arguments.GetValue(symbols) < 1 ? "--symbols must be 1 or more."
    : null;
