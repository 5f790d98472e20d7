using Technic.Core.Text;

namespace Technic.Web.Security;

/// <summary>The API keys of a server.</summary>
public sealed class KeyRing
{
    private const long MaxBytes = 1 << 20;

    private readonly IReadOnlyList<ApiKey> _keys;

    private KeyRing(IReadOnlyList<ApiKey> keys) => _keys = keys;

    /// <summary>No API keys: every caller is the owner, and the server listens on loopback addresses only.</summary>
    public static KeyRing None { get; } = new([]);

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>
    /// Reads keys, one per line or separated by semicolons (<see cref="ApiKey.ToString"/>). Lines that begin with # are comments.
    /// </summary>
    /// <param name="text">The lines.</param>
    /// <param name="origin">The origin of the text, for error messages.</param>
    /// <exception cref="KeyRingException">Invalid line, duplicate name, or no keys.</exception>
    public static KeyRing Parse(string text, string origin)
    {
        var keys = new List<ApiKey>();
        var lines = text.Split(['\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Where(line => line[0] != '#'))
        {
            try
            {
                keys.Add(ApiKey.Parse(line));
            }
            catch (KeyRingException problem)
            {
                throw new KeyRingException($"{origin}: {problem.Message}", problem);
            }
        }
        if (keys.Count == 0) throw new KeyRingException($"{origin} contains no keys. Create one with 'technic keys new'.");
        return keys.GroupBy(key => key.Name).FirstOrDefault(group => group.Count() > 1) is { } duplicate
            ? throw new KeyRingException($"{origin}: duplicate key name '{duplicate.Key}'.")
            : new KeyRing(keys);
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="KeyRingException">The file cannot be read, or is invalid.</exception>
    public static KeyRing Load(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                throw new KeyRingException($"The key file '{Printable.Of(path)}' is larger than 1 MiB.");
            return Parse(File.ReadAllText(path), $"'{Printable.Of(path)}'");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new KeyRingException($"Cannot read the key file '{Printable.Of(path)}': {problem.Message}", problem);
        }
    }

    /// <summary>
    /// Returns the key with this secret; <c>null</c> if there is none. Takes constant time.
    /// </summary>
    public ApiKey? Find(string secret)
    {
        var hash = ApiKey.HashOf(secret);
        ApiKey? found = null;
        foreach (var key in _keys)
        {
            if (key.Has(hash)) found = key;
        }
        return found;
    }
}

/// <summary>Invalid API keys. The message is shown to the user and contains no secrets.</summary>
public sealed class KeyRingException(string message, Exception? inner = null) : Exception(message, inner);
