using System.ComponentModel;
using System.Diagnostics;

namespace Technic.Cli.Setup;

/// <summary>Opens the default web browser.</summary>
internal static class WebBrowser
{
    /// <summary>Opens a URL; <c>false</c> if there is no browser.</summary>
    /// <param name="url">The URL. A wildcard address is replaced with the loopback address.</param>
    public static bool TryOpen(string url)
    {
        var address = url.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//[::]", "//[::1]", StringComparison.Ordinal);
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
            return true;
        }
        catch (Exception problem) when (problem is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
