using Technic.Cli;
using Technic.Cli.Output;

using var shell = new Shell(Terminal.OfProcess(), TimeProvider.System);
return await CommandLine.RunAsync(args, shell);
