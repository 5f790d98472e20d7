using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Technic.Web.Security;

/// <summary>
/// Checks every address that Kestrel listens on, regardless of its origin: code, command line, environment, configuration. An open
/// server (<see cref="AcceptedSchemes.IsOpen"/>) may listen on loopback addresses only.
/// </summary>
internal static class GuardedListeners
{
    /// <exception cref="InvalidOperationException">Kestrel is not registered.</exception>
    public static void Guard(IServiceCollection services)
    {
        Decorate<IConnectionListenerFactory>(services, (inner, schemes) => new Listeners(inner, schemes));
        Decorate<IMultiplexedConnectionListenerFactory>(services, (inner, schemes) => new MultiplexedListeners(inner, schemes));
        if (services.All(service => service.ServiceType != typeof(IConnectionListenerFactory)))
            throw new InvalidOperationException("Register the web server before AddTechnicWeb.");
    }

    private static void Decorate<T>(IServiceCollection services, Func<T, AcceptedSchemes, T> decorate) where T : class
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i].ServiceType != typeof(T) || services[i].IsKeyedService) continue;
            var inner = services[i];
            services[i] = ServiceDescriptor.Singleton(
                provider => decorate(Create<T>(inner, provider), provider.GetRequiredService<AcceptedSchemes>()));
        }
    }

    private static T Create<T>(ServiceDescriptor service, IServiceProvider provider) where T : class =>
        service.ImplementationInstance as T
        ?? service.ImplementationFactory?.Invoke(provider) as T
        ?? (T)ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);

    private static void Check(EndPoint address, AcceptedSchemes schemes)
    {
        if (schemes.IsOpen && !IsThisMachine(address)) throw new OpenAddressException(address);
    }

    // An inherited socket can listen anywhere, so it counts as public.
    private static bool IsThisMachine(EndPoint address) => address switch
    {
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
        System.Net.Sockets.UnixDomainSocketEndPoint or NamedPipeEndPoint { ServerName: "." } => true,
        _ => false,
    };

    private static bool CanBind(object factory, EndPoint address) =>
        factory is not IConnectionListenerFactorySelector selector || selector.CanBind(address);

    private sealed class Listeners(IConnectionListenerFactory inner, AcceptedSchemes schemes)
        : IConnectionListenerFactory, IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endpoint) => GuardedListeners.CanBind(inner, endpoint);

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            Check(endpoint, schemes);
            return inner.BindAsync(endpoint, cancellationToken);
        }
    }

    private sealed class MultiplexedListeners(IMultiplexedConnectionListenerFactory inner, AcceptedSchemes schemes)
        : IMultiplexedConnectionListenerFactory, IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endpoint) => GuardedListeners.CanBind(inner, endpoint);

        public ValueTask<IMultiplexedConnectionListener> BindAsync(
            EndPoint endpoint, IFeatureCollection? features = null, CancellationToken cancellationToken = default)
        {
            Check(endpoint, schemes);
            return inner.BindAsync(endpoint, features, cancellationToken);
        }
    }
}
