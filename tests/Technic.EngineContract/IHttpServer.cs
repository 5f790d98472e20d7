namespace Technic.EngineContract;

/// <summary>A server with the HTTP endpoints of Technic over an engine.</summary>
public interface IHttpServer : IAsyncDisposable
{
    HttpClient Http { get; }
}
