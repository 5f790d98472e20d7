using System.CommandLine;
using Technic.Chaos;
using Technic.Testing;

// The silos of a run are processes of this program: real ones, except that they take the time of the run's clock.
if (args is [ChaosSilo.Command, .. var settings]) return await ChaosSilo.RunAsync(settings);

var minutes = new Option<double>("--minutes") { Description = "Duration.", DefaultValueFactory = _ => 10 };
var seed = new Option<int>("--seed") { Description = "Seed of the failures.", DefaultValueFactory = _ => 1 };
var silos = new Option<int>("--silos") { Description = "Number of silos, 2 to 5.", DefaultValueFactory = _ => 3 };
var symbols = new Option<int>("--symbols") { Description = "Number of symbols of the market.", DefaultValueFactory = _ => 400 };
var rate = new Option<int>("--rate") { Description = "Requests per minute to the provider.", DefaultValueFactory = _ => 120 };
var pause = new Option<double>("--pause")
{
    Description = "Mean seconds between two failures.", DefaultValueFactory = _ => 12,
};
var only = new Option<string[]>("--only") { Description = "Kinds of failures; by default all.", AllowMultipleArgumentsPerToken = true };

var command = new RootCommand("Breaks a cluster for some minutes while clients use it, and checks every answer.")
{
    minutes, seed, silos, symbols, rate, pause, only,
};
command.SetAction(async (arguments, cancellationToken) =>
{
    if (Validate(arguments) is { } error)
    {
        Console.Error.WriteLine(error);
        return 2;
    }
    var options = new ChaosOptions(
        TimeSpan.FromMinutes(arguments.GetValue(minutes)), arguments.GetValue(seed), arguments.GetValue(silos),
        arguments.GetValue(symbols), arguments.GetValue(rate), TimeSpan.FromSeconds(arguments.GetValue(pause)),
        arguments.GetValue(only)!);
    var report = await ChaosRun.RunAsync(options, Console.Error, cancellationToken);
    foreach (var line in report.Lines()) Console.WriteLine(line);
    return report.Violations.Count == 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();

string? Validate(ParseResult arguments)
{
    var unknown = arguments.GetValue(only)!.Except(Failures.Names).ToArray();
    return arguments.GetValue(minutes) is not (> 0 and <= 600) ? "--minutes must be above 0 and at most 600."
        : arguments.GetValue(silos) is < 2 or > 5 ? "--silos must be between 2 and 5."
        : arguments.GetValue(symbols) is < 1 or > 5000 ? "--symbols must be between 1 and 5000."
        : arguments.GetValue(rate) is < 1 or > 60_000 ? "--rate must be between 1 and 60000."
        : arguments.GetValue(pause) is not (>= 1 and <= 600) ? "--pause must be between 1 and 600."
        : unknown.Length > 0 ? $"--only knows {string.Join(", ", Failures.Names)}, and not {string.Join(", ", unknown)}."
        : PostgresServer.IsInstalled ? null : "PostgreSQL is not installed here.";
}
