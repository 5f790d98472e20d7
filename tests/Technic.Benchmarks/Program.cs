using BenchmarkDotNet.Running;
using Technic.Benchmarks;

if (args is ["memory", .. var rounds])
    await MemoryComparison.RunAsync(rounds is [var count] ? int.Parse(count) : MemoryComparison.DefaultRounds);
else if (args is ["studies"]) StudyComparison.Run();
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
