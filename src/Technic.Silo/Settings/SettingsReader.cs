using System.Globalization;
using System.Net;
using Technic.Cluster.Client;
using Technic.Core.Text;

namespace Technic.Silo.Settings;

/// <summary>Reads keys of the section <c>Technic</c>. Missing and empty keys have their default values.</summary>
internal sealed class SettingsReader(IConfiguration section)
{
    public string? Text(string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <exception cref="ClusterSettingsException">Not an integer, or out of range.</exception>
    public long Integer(string key, long fallback, long min, long max)
    {
        if (Text(key) is not { } text) return fallback;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min
            && number <= max
            ? number
            : throw Invalid(key, text, string.Create(CultureInfo.InvariantCulture, $"an integer from {min} to {max}"));
    }

    /// <exception cref="ClusterSettingsException">Unknown value.</exception>
    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text) return null;
        foreach (var choice in Enum.GetValues<T>())
        {
            if (string.Equals(choice.ToString(), text, StringComparison.OrdinalIgnoreCase)) return choice;
        }
        throw Invalid(key, text, $"one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
    }

    /// <exception cref="ClusterSettingsException">Invalid IP address.</exception>
    public IPAddress? Address(string key)
    {
        if (Text(key) is not { } text) return null;
        // IPAddress parses "10" as 0.0.0.10, which is a mistake.
        return IPAddress.TryParse(text, out var address) && text.AsSpan().IndexOfAny('.', ':') >= 0 && !IsWildcard(address)
            ? address
            : throw Invalid(key, text, "the IP address of this silo, e.g. 10.0.0.5");
    }

    private static ClusterSettingsException Invalid(string key, string text, string expected) =>
        new($"Invalid {ClusterSettings.Section}:{key} '{Printable.Of(text)}': expected {expected}.");

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
