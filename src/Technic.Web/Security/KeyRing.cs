using Technic.Core.Text;

namespace Technic.Web.Security;

/// <summary>The keys that a server knows.</summary>
public sealed class KeyRing
{
    private const long MaxBytes = 1 << 20;

    private readonly IReadOnlyList<ApiKey> _keys;

    private KeyRing(IReadOnlyList<ApiKey> keys) => _keys = keys;

    /// <summary>No keys: whoever reaches the server is its owner, and so it serves this machine alone.</summary>
    public static KeyRing None { get; } = new([]);

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>
    /// Reads keys, one a line or with semicolons between (<see cref="ApiKey.ToString"/>); lines that begin with # are comments.
    /// </summary>
    /// <param name="text">The lines.</param>
    /// <param name="origin">Where they are from, for the complaint.</param>
    /// <exception cref="KeyRingException">A line is no key, a name is there twice, or there is no key at all.</exception>
    public static KeyRing Parse(string text, string origin)
    {
        var keys = new List<ApiKey>();
        foreach (var line in text.Split(['\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
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
        if (keys.Count == 0) throw new KeyRingException($"{origin} has no keys: 'technic keys new' makes one.");
        return keys.GroupBy(key => key.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new KeyRingException($"{origin}: two keys are named '{twice.Key}'.")
            : new KeyRing(keys);
    }

    /// <summary>Reads a file of keys.</summary>
    /// <exception cref="KeyRingException">It cannot be read, or holds no keys.</exception>
    public static KeyRing Load(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                throw new KeyRingException($"'{Printable.Of(path)}' is no file of keys: it is larger than 1 MiB.");
            return Parse(File.ReadAllText(path), $"'{Printable.Of(path)}'");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new KeyRingException($"The file of keys '{Printable.Of(path)}' cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>
    /// The key that a caller gave; <c>null</c> when it is none of these. The time it takes does not tell how close it came.
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
