using Technic.Cli;
using Technic.Cli.Output;

return await CommandLine.RunAsync(args, new Shell(Terminal.OfProcess(), TimeProvider.System));
