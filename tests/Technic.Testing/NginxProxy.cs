using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Technic.Testing;

/// <summary>A real nginx with TLS on a loopback port, with the configuration of <c>compose/nginx/technic.conf</c>.</summary>
public sealed class NginxProxy : IAsyncDisposable
{
    /// <summary>The name of the site.</summary>
    public const string Host = "technic.example";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _keeper;
    private readonly TemporaryFolder _folder;
    private readonly X509Certificate2 _certificate;

    private NginxProxy(Process keeper, TemporaryFolder folder, X509Certificate2 certificate, int port)
    {
        (_keeper, _folder, _certificate) = (keeper, folder, certificate);
        Origin = string.Create(CultureInfo.InvariantCulture, $"https://{Host}:{port}");
        Http = new HttpClient(CreateHandler(port)) { BaseAddress = new Uri(Origin), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The origin of the site, as a browser sends it.</summary>
    public string Origin { get; }

    /// <summary>A client that resolves the name of the site and trusts its certificate only.</summary>
    public HttpClient Http { get; }

    /// <summary>Skips the test if nginx is missing.</summary>
    public static void RequireInstalled() => Skip.If(Find() is null, "nginx is missing (Debian and Ubuntu: apt-get install nginx-light).");

    /// <summary>Starts nginx in front of a server on this machine.</summary>
    /// <param name="configuration">The path of <c>compose/nginx/technic.conf</c>.</param>
    /// <param name="server">The server.</param>
    public static async Task<NginxProxy> StartAsync(string configuration, Uri server)
    {
        var (folder, port) = (new TemporaryFolder(), FreePort());
        var certificate = TestCertificate.Create(Host);
        var (certificateFile, keyFile) = TestCertificate.Write(certificate, folder.File("site"));
        var site = Replace(await File.ReadAllTextAsync(configuration),
            ("listen 443 ssl;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port} ssl;")),
            ($"/etc/ssl/certs/{Host}.pem", certificateFile),
            ($"/etc/ssl/private/{Host}.key", keyFile),
            ("http://127.0.0.1:5080", server.GetLeftPart(UriPartial.Authority)));
        folder.Write("site.conf", site);
        var main = folder.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            pid {{folder.File("nginx.pid")}};
            error_log stderr;
            events { }
            http {
              access_log off;
              client_body_temp_path {{folder.File("body")}};
              proxy_temp_path {{folder.File("proxy")}};
              fastcgi_temp_path {{folder.File("fastcgi")}};
              uwsgi_temp_path {{folder.File("uwsgi")}};
              scgi_temp_path {{folder.File("scgi")}};
              include {{folder.File("site.conf")}};
            }
            """);
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true };
        // Ends nginx with this process, however it ends: its pipe closes.
        foreach (var argument in (string[])["-c", "\"$1\" -c \"$2\" & n=$!; read -r _; kill -TERM $n; wait $n", "sh", Find()!, main])
            start.ArgumentList.Add(argument);
        var proxy = new NginxProxy(Process.Start(start)!, folder, certificate, port);
        await proxy.UntilListeningAsync(port);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    private static string Replace(string text, params ReadOnlySpan<(string From, string To)> changes)
    {
        foreach (var (from, to) in changes)
        {
            if (!text.Contains(from, StringComparison.Ordinal)) throw new InvalidOperationException($"The site has no '{from}'.");
            text = text.Replace(from, to, StringComparison.Ordinal);
        }
        return text;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task UntilListeningAsync(int port)
    {
        var until = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!_keeper.HasExited && until.Elapsed < StartLimit)
            {
                await Task.Delay(20);
            }
        }
    }

    private SocketsHttpHandler CreateHandler(int port) => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented?.GetCertHashString() == _certificate.GetCertHashString(),
        },
    };
}
