using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Technic.Core.Text;

namespace Technic.Web.Security;

/// <summary>
/// An API key on the server: name, role, and the hash of the secret.
/// </summary>
public sealed class ApiKey
{
    private const string Algorithm = "sha256:";
    private const string Prefix = "technic_";
    private const int MaxName = 64;

    private static readonly string NameRule = FormattableString.Invariant($"1 to {MaxName} characters of A-Z, a-z, 0-9, '-', '_' and '.'");

    private readonly byte[] _hash;

    private ApiKey(string name, ApiRole role, byte[] hash) => (Name, Role, _hash) = (name, role, hash);

    /// <summary>The name of the owner, for logs and rate limits.</summary>
    public string Name { get; }

    public ApiRole Role { get; }

    /// <summary>Returns the line for the key file: <c>NAME ROLE sha256:HEX</c>.</summary>
    public override string ToString() => $"{Name} {Role.Word()} {Algorithm}{Convert.ToHexStringLower(_hash)}";

    /// <summary>
    /// Creates a key with 256 random bits. Brute force is infeasible at this length, so SHA-256 is sufficient; slow hashes are for
    /// passwords.
    /// </summary>
    /// <param name="name">The name of the owner.</param>
    /// <param name="role">The role.</param>
    /// <param name="secret">The secret, to be shown once and not stored.</param>
    /// <exception cref="KeyRingException">Invalid name.</exception>
    public static ApiKey New(string name, ApiRole role, out string secret)
    {
        if (!IsName(name)) throw new KeyRingException($"Invalid key name '{Printable.Of(name)}': expected {NameRule}.");
        secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));
        return new ApiKey(name, role, HashOf(secret));
    }

    /// <summary>Reads a line of a key file.</summary>
    /// <exception cref="KeyRingException">The line is invalid. The message contains only the name.</exception>
    public static ApiKey Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // The message does not repeat the line: it can contain a secret by mistake.
        if (parts.Length != 3) throw new KeyRingException("invalid line, expected NAME ROLE sha256:HEX.");
        var (name, role, hash) = (parts[0], parts[1], parts[2]);
        if (!IsName(name)) throw new KeyRingException($"invalid key name, expected {NameRule}.");
        return new ApiKey(name, RoleOf(role, name), BytesOf(hash, name));
    }

    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares the hash in constant time.</summary>
    internal bool Has(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= MaxName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static ApiRole RoleOf(string word, string name) => word switch
    {
        "read" => ApiRole.Read,
        "operate" => ApiRole.Operate,
        _ => throw new KeyRingException($"key '{name}' has an unknown role, expected read or operate."),
    };

    private static byte[] BytesOf(string text, string name)
    {
        if (text.StartsWith(Algorithm, StringComparison.Ordinal) && text.Length == Algorithm.Length + (2 * SHA256.HashSizeInBytes)
            && text.AsSpan(Algorithm.Length).ContainsAnyExcept("0123456789abcdefABCDEF") is false)
            return Convert.FromHexString(text.AsSpan(Algorithm.Length));
        throw new KeyRingException($"key '{name}' has an invalid hash, expected {Algorithm} and 64 hexadecimal digits.");
    }
}
