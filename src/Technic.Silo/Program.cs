using Technic.Silo;

return await SiloProcess.RunAsync(args, Console.Out, Console.Error);
