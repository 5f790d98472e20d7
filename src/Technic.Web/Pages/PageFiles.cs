using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Technic.Web.Pages;

/// <summary>
/// The files that the pages load: scripts, styles, fonts. They are part of the library, so that any host has them. Their addresses have a version, which is made
/// of all their contents: a browser that keeps a file for ever gets the new one with a new release, and a script gets the scripts it imports in its own version.
/// </summary>
internal sealed class PageFiles
{
    private const string Folder = "wwwroot/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(FrozenDictionary<string, PageFile> files, string version) => (_files, Version) = (files, version);

    /// <summary>All files of the library.</summary>
    public static PageFiles All { get; } = Load();

    /// <summary>The version of all files together.</summary>
    public string Version { get; }

    /// <summary>Every path below the folder, e.g. <c>js/scan.js</c>.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>A file by its path; <c>null</c> when there is none.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Where a browser finds a file.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public string Address(string path) =>
        _files.ContainsKey(path) ? $"/assets/{Version}/{path}" : throw new ArgumentException($"The pages have no file '{path}'.", nameof(path));

    private static PageFiles Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, PageFile>();
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            all.AppendData(content);
            files.Add(name[Folder.Length..], new PageFile(content, ContentTypes.GetValueOrDefault(Path.GetExtension(name), "text/plain; charset=utf-8")));
        }
        return new PageFiles(files.ToFrozenDictionary(), Convert.ToHexStringLower(all.GetHashAndReset().AsSpan(0, 6)));
    }
}

/// <summary>Something that a browser is sent as it is.</summary>
internal sealed class PageFile(byte[] content, string contentType)
{
    // Small enough to be compressed in some milliseconds, once.
    private readonly Lazy<byte[]> _compressed = new(() => Compress(content));

    public byte[] Content => content;

    public string ContentType => contentType;

    /// <summary>The content as Brotli has it.</summary>
    public byte[] Compressed => _compressed.Value;

    /// <summary>Whether compressing it makes it smaller; fonts are compressed already.</summary>
    public bool IsText => !contentType.StartsWith("font/", StringComparison.Ordinal);

    /// <summary>The entity tag, quotes included.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";

    private static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, new BrotliCompressionOptions { Quality = 6 })) brotli.Write(content);
        return output.ToArray();
    }
}
