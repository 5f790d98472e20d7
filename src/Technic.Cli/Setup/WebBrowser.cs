using System.ComponentModel;
using System.Diagnostics;

namespace Technic.Cli.Setup;

/// <summary>The browser of the person at this machine.</summary>
internal static class WebBrowser
{
    /// <summary>Opens an address of this machine; <c>false</c> where there is no browser, or nobody to look at it.</summary>
    /// <param name="url">The address; one that stands for all of this machine's is opened at its own.</param>
    public static bool TryOpen(string url)
    {
        var address = url.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//[::1]", StringComparison.Ordinal);
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
