using System.CommandLine;
using Technic.Load;

const int MostReaders = 2_000;
const int MostSeconds = 600;

var url = new Option<string?>("--url")
{
    Description = "The server to ask; a 'technic serve' of its own, on this machine and a made-up market, unless told.",
};
var key = new Option<string?>("--key") { Description = "The API key, where the server asks for one." };
var readers = new Option<int>("--readers")
{
    Description = "How many readers ask at a time, each as fast as it is answered.",
    DefaultValueFactory = _ => 200,
};
var seconds = new Option<int>("--seconds") { Description = "How long they ask.", DefaultValueFactory = _ => 20 };
var symbols = new Option<int>("--symbols") { Description = "How many symbols they ask about.", DefaultValueFactory = _ => 500 };

var command = new RootCommand("Asks a server of Technic from many readers at a time, and tells how it bears it.")
{
    url,
    key,
    readers,
    seconds,
    symbols,
};
command.SetAction(async (arguments, cancellationToken) =>
{
    if (Complaint(arguments) is { } complaint)
    {
        Console.Error.WriteLine(complaint);
        return 2;
    }
    using var own = arguments.GetValue(url) is null ? await OwnServer.StartAsync(cancellationToken) : null;
    var address = new Uri(own?.Url ?? arguments.GetValue(url)!);
    using var http = Readers.Connect(address, arguments.GetValue(key), arguments.GetValue(readers));
    var work = await Work.PrepareAsync(http, arguments.GetValue(symbols), cancellationToken);
    Console.Error.WriteLine(
        $"{arguments.GetValue(readers)} readers ask {address} for {arguments.GetValue(seconds)} s about {work.Symbols.Count} symbols …");

    await Readers.RunAsync(http, work, arguments.GetValue(readers), TimeSpan.FromSeconds(2), cancellationToken);
    var time = TimeSpan.FromSeconds(arguments.GetValue(seconds));
    var report = await Readers.RunAsync(http, work, arguments.GetValue(readers), time, cancellationToken);
    foreach (var line in report.Lines()) Console.WriteLine(line);
    return report.Errors == 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();

string? Complaint(ParseResult arguments) =>
    arguments.GetValue(readers) is < 1 or > MostReaders ? $"--readers takes 1 to {MostReaders}."
    : arguments.GetValue(seconds) is < 1 or > MostSeconds ? $"--seconds takes 1 to {MostSeconds}."
    : arguments.GetValue(symbols) < 1 ? "--symbols takes 1 or more."
    : null;
