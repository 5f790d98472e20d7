using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Technic.Testing;

/// <summary>Certificates that a test creates, valid for a day.</summary>
public static class TestCertificate
{
    /// <summary>Creates an authority, which signs certificates.</summary>
    public static X509Certificate2 CreateAuthority(string name = "Technic test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(Start, Start.AddDays(1));
    }

    /// <summary>Creates a certificate for a name and the loopback addresses, for servers and clients, with its private key.</summary>
    /// <param name="name">The name.</param>
    /// <param name="authority">The authority; by default, the certificate signs itself.</param>
    public static X509Certificate2 Create(string name, X509Certificate2? authority = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        if (authority is null) return request.CreateSelfSigned(Start, Start.AddDays(1));
        using var signed = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes certificate and private key as PEM files.</summary>
    /// <param name="certificate">The certificate, with its key.</param>
    /// <param name="path">The path of both without extension; <c>.pem</c> and <c>.key</c> are added.</param>
    public static (string Certificate, string Key) Write(X509Certificate2 certificate, string path)
    {
        File.WriteAllText(path + ".pem", certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
        return (path + ".pem", path + ".key");
    }

    private static DateTimeOffset Start => DateTimeOffset.UtcNow.AddHours(-1);
}
