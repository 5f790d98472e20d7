using System.Globalization;
using System.Net;
using Technic.Core.Text;
using Technic.Grains;

namespace Technic.Silo.Settings;

/// <summary>Reads single keys of the section <c>Technic</c>; a key that is missing or empty has its default.</summary>
internal sealed class SettingsReader(IConfiguration section)
{
    public string? Text(string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <exception cref="ClusterSettingsException">It is no whole number, or out of its range.</exception>
    public long Whole(string key, long fallback, long least, long most)
    {
        if (Text(key) is not { } text) return fallback;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Complaint(key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most} is needed"));
    }

    /// <exception cref="ClusterSettingsException">It is none of the words.</exception>
    public T? Word<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text) return null;
        foreach (var word in Enum.GetValues<T>())
        {
            if (string.Equals(word.ToString(), text, StringComparison.OrdinalIgnoreCase)) return word;
        }
        throw Complaint(key, text, $"one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))} is needed");
    }

    /// <exception cref="ClusterSettingsException">It is no IP address.</exception>
    public IPAddress? Address(string key)
    {
        if (Text(key) is not { } text) return null;
        // "10" is an address to IPAddress, 0.0.0.10; nobody means it.
        return IPAddress.TryParse(text, out var address) && text.AsSpan().IndexOfAny('.', ':') >= 0 && !IsWildcard(address)
            ? address
            : throw Complaint(key, text, "the IP address is needed that others reach this silo by, e.g. 10.0.0.5");
    }

    public static ClusterSettingsException Complaint(string key, string text, string need) =>
        new($"{ClusterSettings.Section}:{key} is '{Printable.Of(text)}': {need}.");

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
