using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Technic.Core.Text;

namespace Technic.Web.Security;

/// <summary>
/// A key as the server knows it: who has it and what it allows. The key itself is known to its owner alone; here is its hash.
/// </summary>
public sealed class ApiKey
{
    private const string Algorithm = "sha256:";
    private const string Prefix = "technic_";
    private const int MaxName = 64;

    private readonly byte[] _hash;

    private ApiKey(string name, ApiRole role, byte[] hash) => (Name, Role, _hash) = (name, role, hash);

    /// <summary>Who has it, for logs and limits.</summary>
    public string Name { get; }

    public ApiRole Role { get; }

    /// <summary>The key as a line of a key file: <c>NAME ROLE sha256:HEX</c>.</summary>
    public override string ToString() => $"{Name} {Role.ToString().ToLowerInvariant()} {Algorithm}{Convert.ToHexStringLower(_hash)}";

    /// <summary>
    /// Makes a key of 256 random bits. With so many nobody can try them all, so that a plain SHA-256 keeps the secret; a hash that is slow
    /// on purpose is for
    /// secrets that people think of.
    /// </summary>
    /// <param name="name">Who will have it.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="secret">The key itself, to be shown once and kept nowhere.</param>
    /// <exception cref="KeyRingException">The name cannot be used.</exception>
    public static ApiKey New(string name, ApiRole role, out string secret)
    {
        if (!IsName(name))
            throw new KeyRingException(
                $"'{Printable.Of(name)}' is no name of a key: 1 to {MaxName} of A-Z, a-z, 0-9, '-', '_' and '.' are possible.");
        secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));
        return new ApiKey(name, role, HashOf(secret));
    }

    /// <summary>Reads a line of a key file.</summary>
    /// <exception cref="KeyRingException">It is none; the message shows nothing of it but its name.</exception>
    public static ApiKey Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // Whoever puts the key itself here must not find it in a log.
        if (parts.Length != 3) throw new KeyRingException("a key stands in a line of its own as NAME ROLE sha256:HEX, and this is none.");
        var (name, role, hash) = (parts[0], parts[1], parts[2]);
        if (!IsName(name)) throw new KeyRingException($"the name of a key is 1 to {MaxName} of A-Z, a-z, 0-9, '-', '_' and '.', and this is none.");
        return new ApiKey(name, RoleOf(role, name), BytesOf(hash, name));
    }

    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether a hash is this key's; it takes as long for a wrong one as for the right one.</summary>
    internal bool Has(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    private static bool IsName(string name) => name.Length is >= 1 and <= MaxName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static ApiRole RoleOf(string word, string name) => word switch
    {
        "read" => ApiRole.Read,
        "operate" => ApiRole.Operate,
        _ => throw new KeyRingException($"the key '{name}' has no role: there are read and operate."),
    };

    private static byte[] BytesOf(string text, string name)
    {
        if (text.StartsWith(Algorithm, StringComparison.Ordinal) && text.Length == Algorithm.Length + (2 * SHA256.HashSizeInBytes)
            && text.AsSpan(Algorithm.Length).ContainsAnyExcept("0123456789abcdefABCDEF") is false)
            return Convert.FromHexString(text.AsSpan(Algorithm.Length));
        throw new KeyRingException($"the key '{name}' has no hash: it is {Algorithm} and 64 hexadecimal digits, as 'technic keys new' prints it.");
    }
}
