using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Orleans.Connections.Security;

namespace Technic.Cluster.Client;

/// <summary>
/// Mutual TLS for all connections of a cluster: between silos, and between clients and gateways. Both sides present a certificate, and each
/// accepts only certificates of the cluster's own authority. So whoever has such a certificate is a member; names are not compared, because
/// silos are addressed by IP addresses that change.
/// </summary>
public sealed class ClusterTls
{
    private const string CertificateKey = "TlsCertificate", PrivateKeyKey = "TlsKey", AuthorityKey = "TlsAuthority";

    // Sent to the server, which has one certificate.
    private const string TargetHost = "technic";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authority;

    private ClusterTls(X509Certificate2 certificate, X509Certificate2Collection authority) =>
        (_certificate, _authority) = (certificate, authority);

    /// <summary>
    /// Reads <c>TlsCertificate</c>, <c>TlsKey</c> and <c>TlsAuthority</c>, paths of PEM files; <c>null</c> without them. The files are read
    /// once: a process with a renewed certificate must be restarted.
    /// </summary>
    /// <exception cref="ClusterSettingsException">One of the settings is missing, or a file cannot be used.</exception>
    public static ClusterTls? Read(IConfiguration section)
    {
        string[] keys = [CertificateKey, PrivateKeyKey, AuthorityKey];
        var missing = keys.Where(key => string.IsNullOrWhiteSpace(section[key])).ToArray();
        if (missing.Length == keys.Length) return null;
        if (missing is [var first, ..])
            throw new ClusterSettingsException($"TLS requires {ClusterSettings.Section}:{first}, the path of a PEM file.");
        var certificate = Open(CertificateKey, section[CertificateKey]!, path =>
        {
            using var pem = X509Certificate2.CreateFromPemFile(path, section[PrivateKeyKey]!);
            // Windows cannot use a private key that exists in memory only.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        });
        var authority = Open(AuthorityKey, section[AuthorityKey]!, path =>
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(path);
            return found.Count > 0 ? found : throw new CryptographicException("it contains no certificate");
        });
        return new ClusterTls(certificate, authority);
    }

    /// <summary>Encrypts the connections of a silo: to other silos, and at its gateway.</summary>
    public void Use(ISiloBuilder silo) => silo.UseTls(Configure);

    /// <summary>Encrypts the connections of a client.</summary>
    public void Use(IClientBuilder client) => client.UseTls(Configure);

    /// <summary>Whether a certificate is one of the cluster: valid now, and signed by its authority.</summary>
    internal bool Accepts(X509Certificate2? certificate, X509Chain? presented)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
            foreach (var element in presented.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }

    private void Configure(TlsOptions options)
    {
        options.LocalCertificate = _certificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, chain, _) => Accepts(certificate, chain);
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = TargetHost;
    }

    private static T Open<T>(string key, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception problem) when (
            problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // The message of a private key's file contains nothing of the key.
            throw new ClusterSettingsException($"{ClusterSettings.Section}:{key} cannot be used: {problem.Message.TrimEnd('.')}.");
        }
    }
}
