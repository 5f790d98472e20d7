using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Embedded.Hosting;
using Technic.Testing;

namespace Technic.Embedded.Tests.Hosting;

/// <summary>Several engines in one host.</summary>
public sealed class KeyedEnginesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_engine_has_its_own_source_and_functions_beside_the_one_without_a_name()
    {
        using var host = Build(services =>
        {
            services.AddTechnic(options => options.UseSynthetic(symbols: 2).UseSqlite(_folder.Path));
            services.AddKeyedTechnic("three", options => options.UseSynthetic(seed: 3, symbols: 3).UseSqlite(_folder.Path));
            services.AddKeyedTechnic("four", options => options.UseSynthetic(seed: 4, symbols: 4).UseSqlite(_folder.Path));
        });
        await host.StartAsync();

        var counts = await Task.WhenAll(
            CountAsync(host.Services.GetRequiredService<IScanEngine>()),
            CountAsync(host.Services.GetRequiredKeyedService<IScanEngine>("three")),
            CountAsync(host.Services.GetRequiredKeyedService<IScanEngine>("four")));

        Assert.Equal([2, 3, 4], counts);
        var four = host.Services.GetRequiredKeyedService<EmbeddedEngine>("four");
        Assert.Same(four, host.Services.GetRequiredKeyedService<IStudyEngine>("four"));
        Assert.Same(four, host.Services.GetRequiredKeyedService<IMarketReference>("four"));
        Assert.Same(four.Methods, host.Services.GetRequiredKeyedService<ScanMethods>("four"));
        await host.StopAsync();
    }

    [Fact]
    public async Task An_engine_with_a_name_alone_is_not_the_one_without()
    {
        using var host = Build(services => services.AddKeyedTechnic("one", options => options.UseSynthetic().UseSqlite(_folder.Path)));
        await host.StartAsync();

        Assert.Null(host.Services.GetService<IScanEngine>());
        Assert.NotNull(host.Services.GetKeyedService<IScanEngine>("one"));
    }

    [Fact]
    public async Task An_error_of_the_options_has_the_name_of_its_engine()
    {
        using var host = Build(services =>
        {
            services.AddKeyedTechnic("right", options => options.UseSynthetic().UseSqlite(_folder.Path));
            services.AddKeyedTechnic("wrong", options => options.UseSynthetic());
        });

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(["wrong: Technic has no price store: call UseSqlite."], problem.Failures);
    }

    [Fact]
    public async Task The_settings_of_an_engine_come_from_the_configuration_too()
    {
        using var host = Build(services =>
        {
            services.AddTechnic(options => options.UseSynthetic().UseSqlite(_folder.Path));
            services.Configure<TechnicOptions>(options => options.MemoryMegabytes = -1);
        });

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(["MemoryMegabytes must be between 1 and 1000000; it is -1."], problem.Failures);
    }

    private static async Task<int> CountAsync(IScanEngine engine) => (await engine.ScanToEndAsync(new ScanRequest
    {
        Days = 30, Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, StreamRows = false, MaxAge = 100,
    })).Summary.Requested;

    private IHost Build(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(_time);
        configure(builder.Services);
        return builder.Build();
    }
}
