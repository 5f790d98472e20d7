using Technic.Front;

return await FrontProcess.RunAsync(args, Console.Out, Console.Error);
